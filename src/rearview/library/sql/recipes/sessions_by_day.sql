-- How many sessions begin on each day?
SELECT CAST(ssot__StartTimestamp__c AS DATE) AS day, COUNT(*) AS sessions
FROM ssot__AIAgentSession__dlm
GROUP BY CAST(ssot__StartTimestamp__c AS DATE)
ORDER BY day
