-- What happened in each session, down to its steps?
SELECT s.ssot__Id__c, i.ssot__Id__c, i.ssot__TopicApiName__c, st.ssot__Id__c, st.ssot__Name__c
FROM ssot__AIAgentSession__dlm s
LEFT JOIN ssot__AIAgentInteraction__dlm i ON i.ssot__AiAgentSessionId__c = s.ssot__Id__c
LEFT JOIN ssot__AIAgentInteractionStep__dlm st ON st.ssot__AiAgentInteractionId__c = i.ssot__Id__c
ORDER BY i.ssot__StartTimestamp__c, st.ssot__StartTimestamp__c
