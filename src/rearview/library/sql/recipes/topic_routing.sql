-- From which topic do sessions go on to which?
WITH turns AS (
  SELECT ssot__TopicApiName__c AS topic, LEAD(ssot__TopicApiName__c) OVER (
    PARTITION BY ssot__AiAgentSessionId__c ORDER BY ssot__StartTimestamp__c, ssot__Id__c
  ) AS next_topic
  FROM ssot__AIAgentInteraction__dlm
  WHERE ssot__AiAgentInteractionType__c = 'TURN' AND ssot__StartTimestamp__c IS NOT NULL
)
SELECT topic, next_topic, COUNT(*) AS times
FROM turns
WHERE next_topic IS NOT NULL AND next_topic <> topic
GROUP BY topic, next_topic
