-- Which tasks were not resolved, or only in part?
SELECT "parent__c", "category__c"
FROM "GenAIContentCategory__dlm"
WHERE "detectorType__c" = 'TaskResolution' AND "category__c" <> 'FULLY_RESOLVED'
