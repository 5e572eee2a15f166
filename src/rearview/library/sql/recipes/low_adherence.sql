-- Where did an agent not keep to its instructions?
SELECT c."parent__c" AS generation_id, st.ssot__Id__c AS step_id
FROM "GenAIContentCategory__dlm" c
LEFT JOIN "ssot__AIAgentInteractionStep__dlm" st ON st."ssot__GenerationId__c" = c."parent__c"
WHERE c."detectorType__c" = 'InstructionAdherence' AND c."category__c" = 'Low'
