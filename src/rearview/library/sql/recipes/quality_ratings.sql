-- How good are the conversations of each agent, from 1 to 5?
SELECT m."ssot__AiAgentApiName__c" AS agent, COUNT(*) AS rated, AVG(CAST(t."ssot__Value__c" AS INTEGER)) AS rating
FROM "ssot__AiAgentTagAssociation__dlm" a
JOIN "ssot__AiAgentMoment__dlm" m ON m."ssot__Id__c" = a."ssot__AiAgentMomentId__c"
JOIN "ssot__AiAgentTag__dlm" t ON t."ssot__Id__c" = a."ssot__AiAgentTagId__c"
JOIN "ssot__AiAgentTagDefinition__dlm" d ON d."ssot__Id__c" = t."ssot__AiAgentTagDefinitionId__c"
WHERE d."ssot__DataType__c" = 'Integer'
GROUP BY m."ssot__AiAgentApiName__c"
