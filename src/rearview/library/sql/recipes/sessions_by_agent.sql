-- How many sessions has each agent, by its moments?
SELECT ssot__AiAgentApiName__c AS agent, COUNT(DISTINCT ssot__AiAgentSessionId__c) AS session_count
FROM ssot__AIAgentMoment__dlm
GROUP BY ssot__AiAgentApiName__c
ORDER BY session_count DESC
