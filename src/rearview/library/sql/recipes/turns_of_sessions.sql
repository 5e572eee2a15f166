-- How many turns has each session?
SELECT s.ssot__Id__c AS session_id, COUNT(i.ssot__Id__c) AS turn_count
FROM ssot__AIAgentSession__dlm s
LEFT JOIN ssot__AIAgentInteraction__dlm i
  ON i.ssot__AiAgentSessionId__c = s.ssot__Id__c AND i.ssot__AiAgentInteractionType__c = 'TURN'
GROUP BY s.ssot__Id__c
