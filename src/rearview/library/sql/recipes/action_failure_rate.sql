-- How often does each action fail, in percent?
SELECT
  ssot__Name__c AS action,
  COUNT(*) AS calls,
  SUM(CASE WHEN ssot__ErrorMessageText__c NOT IN ('NOT_SET', 'None', '') THEN 1 ELSE 0 END) AS failures,
  100.0 * SUM(CASE WHEN ssot__ErrorMessageText__c NOT IN ('NOT_SET', 'None', '') THEN 1 ELSE 0 END) / COUNT(*) AS rate
FROM ssot__AIAgentInteractionStep__dlm
WHERE ssot__AiAgentInteractionStepType__c = 'ACTION_STEP'
GROUP BY ssot__Name__c
