-- How often is each tag given to the moments of each agent?
SELECT m."ssot__AiAgentApiName__c" AS agent, t."ssot__Value__c" AS value, COUNT(*) AS times
FROM "ssot__AiAgentTagAssociation__dlm" a
JOIN "ssot__AiAgentMoment__dlm" m ON m."ssot__Id__c" = a."ssot__AiAgentMomentId__c"
JOIN "ssot__AiAgentTag__dlm" t ON t."ssot__Id__c" = a."ssot__AiAgentTagId__c"
GROUP BY 1, 2
