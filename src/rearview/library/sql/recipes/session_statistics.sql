-- How many turns and steps has each session, and how many seconds did it take?
WITH turns AS (
  SELECT ssot__AiAgentSessionId__c AS session_id, COUNT(*) AS turns
  FROM ssot__AIAgentInteraction__dlm WHERE ssot__AiAgentInteractionType__c = 'TURN' GROUP BY 1
), steps AS (
  SELECT i.ssot__AiAgentSessionId__c AS session_id, COUNT(*) AS steps
  FROM ssot__AIAgentInteractionStep__dlm st
  JOIN ssot__AIAgentInteraction__dlm i ON st.ssot__AiAgentInteractionId__c = i.ssot__Id__c
  GROUP BY 1
)
SELECT s.ssot__Id__c AS session_id, COALESCE(t.turns, 0) AS turns, COALESCE(st.steps, 0) AS steps,
  EXTRACT(EPOCH FROM s.ssot__EndTimestamp__c - s.ssot__StartTimestamp__c) AS seconds
FROM ssot__AIAgentSession__dlm s
LEFT JOIN turns t ON t.session_id = s.ssot__Id__c
LEFT JOIN steps st ON st.session_id = s.ssot__Id__c
