-- How do sessions end?
SELECT ssot__AiAgentSessionEndType__c AS end_type, COUNT(*) AS count
FROM ssot__AIAgentSession__dlm
GROUP BY ssot__AiAgentSessionEndType__c
ORDER BY count DESC
