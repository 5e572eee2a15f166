-- Which tags are defined?
SELECT "ssot__DeveloperName__c", "ssot__DataType__c", "ssot__Status__c"
FROM "ssot__AiAgentTagDefinition__dlm"
