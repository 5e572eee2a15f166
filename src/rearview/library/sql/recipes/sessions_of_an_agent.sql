-- Which sessions belong to an agent?
SELECT DISTINCT s.ssot__Id__c, s.ssot__StartTimestamp__c
FROM ssot__AIAgentSession__dlm s
JOIN ssot__AiAgentMoment__dlm m ON m.ssot__AiAgentSessionId__c = s.ssot__Id__c
WHERE m.ssot__AiAgentApiName__c = 'Customer_Support_Agent'
ORDER BY s.ssot__StartTimestamp__c
