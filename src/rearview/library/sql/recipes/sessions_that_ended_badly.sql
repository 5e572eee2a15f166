-- Which sessions escalated, failed or were abandoned, as far as they say so?
SELECT ssot__Id__c, ssot__AiAgentSessionEndType__c
FROM ssot__AIAgentSession__dlm
WHERE UPPER(ssot__AiAgentSessionEndType__c) IN ('ESCALATED', 'FAILED', 'ABANDONED', 'TRANSFERRED', 'TIMEOUT')
