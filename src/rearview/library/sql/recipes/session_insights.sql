-- What was said and done in each session, in order of time?
WITH said AS (
  SELECT m.ssot__AiAgentSessionId__c AS session_id, m.ssot__MessageSentTimestamp__c AS happened,
    m.ssot__AiAgentInteractionMessageType__c AS what
  FROM ssot__AiAgentInteractionMessage__dlm m
), done AS (
  SELECT i.ssot__AiAgentSessionId__c AS session_id, st.ssot__StartTimestamp__c AS happened, st.ssot__Name__c AS what
  FROM ssot__AIAgentInteractionStep__dlm st
  JOIN ssot__AIAgentInteraction__dlm i ON i.ssot__Id__c = st.ssot__AiAgentInteractionId__c
)
SELECT session_id, happened, what FROM said
UNION ALL
SELECT session_id, happened, what FROM done
ORDER BY session_id, happened
