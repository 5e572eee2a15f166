-- Which answers are not faithful to the knowledge that was found for them?
SELECT "ssot__RetrieverApiName__c", "ssot__UserUtteranceText__c", "ssot__FaithfulnessRelevancyScoreNumber__c"
FROM "ssot__AiRetrieverQualityMetric__dlm"
WHERE "ssot__FaithfulnessRelevancyScoreNumber__c" < 0.8
