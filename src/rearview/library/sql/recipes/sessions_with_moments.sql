-- Which sessions have which moments, and how many turns does each sum up?
SELECT s.ssot__Id__c AS session_id, m.ssot__Id__c AS moment_id, COUNT(mi.ssot__Id__c) AS turns
FROM ssot__AIAgentSession__dlm s
LEFT JOIN ssot__AiAgentMoment__dlm m ON m.ssot__AiAgentSessionId__c = s.ssot__Id__c
LEFT JOIN ssot__AiAgentMomentInteraction__dlm mi ON mi.ssot__AiAgentMomentId__c = m.ssot__Id__c
GROUP BY s.ssot__Id__c, m.ssot__Id__c
