-- How many sessions begin in each hour of the day?
SELECT EXTRACT(HOUR FROM ssot__StartTimestamp__c) AS hour, COUNT(*) AS sessions
FROM ssot__AIAgentSession__dlm
WHERE ssot__StartTimestamp__c IS NOT NULL
GROUP BY 1
ORDER BY 1
