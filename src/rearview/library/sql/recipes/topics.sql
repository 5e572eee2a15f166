-- How many turns and sessions has each topic?
SELECT ssot__TopicApiName__c AS topic, COUNT(*) AS turns, COUNT(DISTINCT ssot__AiAgentSessionId__c) AS sessions
FROM ssot__AIAgentInteraction__dlm
WHERE ssot__AiAgentInteractionType__c = 'TURN'
GROUP BY ssot__TopicApiName__c
HAVING COUNT(*) > 1
ORDER BY turns DESC
