-- Which sessions have which tags, through their moments?
SELECT DISTINCT m."ssot__AiAgentSessionId__c" AS session_id, t."ssot__Value__c" AS value
FROM "ssot__AiAgentTagAssociation__dlm" a
JOIN "ssot__AiAgentTag__dlm" t ON t."ssot__Id__c" = a."ssot__AiAgentTagId__c"
JOIN "ssot__AiAgentMoment__dlm" m ON m."ssot__Id__c" = a."ssot__AiAgentMomentId__c"
