-- Which values can each tag have?
SELECT d."ssot__DeveloperName__c" AS tag, t."ssot__Value__c" AS value
FROM "ssot__AiAgentTag__dlm" t
JOIN "ssot__AiAgentTagDefinition__dlm" d ON d."ssot__Id__c" = t."ssot__AiAgentTagDefinitionId__c"
