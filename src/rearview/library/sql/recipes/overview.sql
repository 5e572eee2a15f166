-- Which sessions are there, with channel and length in minutes?
SELECT ssot__Id__c, ssot__AiAgentChannelType__c,
  EXTRACT(EPOCH FROM ssot__EndTimestamp__c - ssot__StartTimestamp__c) / 60 AS minutes
FROM ssot__AIAgentSession__dlm
