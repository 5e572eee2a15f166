-- Which turns does each moment sum up?
SELECT m."ssot__Id__c" AS moment_id, mi."ssot__AiAgentInteractionId__c" AS turn_id
FROM "ssot__AiAgentMoment__dlm" m
JOIN "ssot__AiAgentMomentInteraction__dlm" mi ON mi."ssot__AiAgentMomentId__c" = m."ssot__Id__c"
