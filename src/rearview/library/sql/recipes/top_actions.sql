-- Which actions are called, and how often with an error?
SELECT ssot__Name__c AS action, COUNT(*) AS calls,
  COUNT(*) FILTER (WHERE ssot__ErrorMessageText__c NOT IN ('NOT_SET', 'None', '')) AS errors
FROM ssot__AIAgentInteractionStep__dlm
WHERE ssot__AiAgentInteractionStepType__c = 'ACTION_STEP'
GROUP BY ssot__Name__c
