-- Which steps did each session's turns take, and who took part?
SELECT s.ssot__Id__c AS session_id, p.ssot__AiAgentSessionParticipantRole__c AS role, i.ssot__Id__c AS turn_id,
  COUNT(DISTINCT st.ssot__Id__c) AS steps, COUNT(DISTINCT m.ssot__Id__c) AS messages
FROM ssot__AIAgentSession__dlm s
JOIN ssot__AiAgentSessionParticipant__dlm p ON s.ssot__Id__c = p.ssot__AiAgentSessionId__c
JOIN ssot__AIAgentInteraction__dlm i ON s.ssot__Id__c = i.ssot__AiAgentSessionId__c
JOIN ssot__AIAgentInteractionStep__dlm st ON i.ssot__Id__c = st.ssot__AiAgentInteractionId__c
LEFT JOIN ssot__AiAgentInteractionMessage__dlm m ON i.ssot__Id__c = m.ssot__AiAgentInteractionId__c
GROUP BY s.ssot__Id__c, p.ssot__AiAgentSessionParticipantRole__c, i.ssot__Id__c
