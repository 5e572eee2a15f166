-- How many sessions began in the last seven days, and in the last hundred years?
SELECT
  COUNT(CASE WHEN CAST(ssot__StartTimestamp__c AS DATE) >= current_date - INTERVAL '7' DAY THEN 1 END) AS week,
  COUNT(CASE WHEN CAST(ssot__StartTimestamp__c AS DATE) >= current_date - INTERVAL '36500' DAY THEN 1 END) AS century
FROM ssot__AIAgentSession__dlm
