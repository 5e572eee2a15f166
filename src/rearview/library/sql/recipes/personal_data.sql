-- Which kinds of personal data appear, and how often?
SELECT "category__c" AS kind, COUNT(*) AS found, COUNT(DISTINCT "parent__c") AS generations
FROM "GenAIContentCategory__dlm"
WHERE "detectorType__c" = 'PII'
GROUP BY "category__c"
ORDER BY found DESC, kind
