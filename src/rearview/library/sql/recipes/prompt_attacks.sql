-- Where was an attack on the prompt detected?
SELECT "parent__c" AS generation_id, CAST("value__c" AS DOUBLE PRECISION) AS score
FROM "GenAIContentCategory__dlm"
WHERE "detectorType__c" = 'PROMPT_DEFENSE' AND "category__c" = 'isPromptAttackDetected'
  AND CAST("value__c" AS DOUBLE PRECISION) >= 0.5
