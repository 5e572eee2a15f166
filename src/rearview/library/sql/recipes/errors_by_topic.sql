-- Under which topics do steps fail?
WITH failed AS (
  SELECT ssot__AiAgentInteractionId__c AS interaction_id
  FROM ssot__AIAgentInteractionStep__dlm
  WHERE ssot__ErrorMessageText__c NOT IN ('NOT_SET', 'None', '')
)
SELECT i.ssot__TopicApiName__c AS topic, COUNT(*) AS errors
FROM failed f
JOIN ssot__AIAgentInteraction__dlm i ON i.ssot__Id__c = f.interaction_id
GROUP BY i.ssot__TopicApiName__c
