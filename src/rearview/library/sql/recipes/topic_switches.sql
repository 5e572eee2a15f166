-- Which sessions had more than one topic?
SELECT ssot__AiAgentSessionId__c, COUNT(DISTINCT ssot__TopicApiName__c) AS topics
FROM ssot__AIAgentInteraction__dlm
WHERE ssot__AiAgentInteractionType__c = 'TURN' AND ssot__TopicApiName__c <> 'NOT_SET'
GROUP BY ssot__AiAgentSessionId__c
HAVING COUNT(DISTINCT ssot__TopicApiName__c) > 1
