-- How many sessions has each agent, whichever of its parties names it?
SELECT p."ssot__AiAgentApiName__c" AS agent, COUNT(DISTINCT p."ssot__AiAgentSessionId__c") AS sessions
FROM "ssot__AiAgentSessionParticipant__dlm" p
WHERE p."ssot__AiAgentApiName__c" <> 'NOT_SET'
GROUP BY 1
