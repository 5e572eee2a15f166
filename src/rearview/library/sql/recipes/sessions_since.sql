-- Which sessions began on or after a day?
SELECT ssot__Id__c, ssot__StartTimestamp__c, ssot__EndTimestamp__c, ssot__AiAgentSessionEndType__c
FROM ssot__AIAgentSession__dlm
WHERE ssot__StartTimestamp__c >= '2026-02-01T12:00:00.000Z'
ORDER BY ssot__StartTimestamp__c DESC
