-- How often is each tag given?
SELECT t."ssot__Value__c" AS value, COUNT(*) AS times
FROM "ssot__AiAgentTagAssociation__dlm" a
JOIN "ssot__AiAgentTag__dlm" t ON t."ssot__Id__c" = a."ssot__AiAgentTagId__c"
GROUP BY t."ssot__Value__c"
