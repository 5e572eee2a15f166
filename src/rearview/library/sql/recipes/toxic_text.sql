-- Which generations were flagged as toxic, in which session, and as what?
SELECT i.ssot__AiAgentSessionId__c AS session_id, q."contentType__c" AS side, c."category__c" AS category,
  CAST(c."value__c" AS DOUBLE PRECISION) AS score
FROM "GenAIContentCategory__dlm" c
JOIN "GenAIContentQuality__dlm" q ON q."id__c" = c."parent__c"
JOIN "GenAIGeneration__dlm" g ON g."generationId__c" = q."parent__c"
JOIN "ssot__AIAgentInteractionStep__dlm" st ON st."ssot__GenerationId__c" = g."generationId__c"
JOIN "ssot__AIAgentInteraction__dlm" i ON i."ssot__Id__c" = st."ssot__AiAgentInteractionId__c"
WHERE c."detectorType__c" = 'TOXICITY' AND c."category__c" <> 'safety_score'
  AND TRY_CAST(c."value__c" AS DOUBLE PRECISION) >= 0.5
