-- What happened in each session, numbered in order?
WITH events AS (
  SELECT ssot__AiAgentSessionId__c AS session_id, ssot__StartTimestamp__c AS happened, ssot__Id__c AS id
  FROM ssot__AIAgentInteraction__dlm
  WHERE ssot__StartTimestamp__c IS NOT NULL
)
SELECT session_id, id, ROW_NUMBER() OVER (PARTITION BY session_id ORDER BY happened, id) AS place
FROM events
