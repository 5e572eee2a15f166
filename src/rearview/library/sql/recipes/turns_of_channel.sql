-- Which turns were taken over voice?
SELECT i.ssot__Id__c, i.ssot__TopicApiName__c
FROM ssot__AIAgentInteraction__dlm i
WHERE i.ssot__AiAgentSessionId__c IN (
  SELECT s.ssot__Id__c FROM ssot__AIAgentSession__dlm s WHERE s.ssot__AiAgentChannelType__c = 'Voice'
)
