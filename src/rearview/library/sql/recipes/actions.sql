-- How often is each action called?
SELECT ssot__Name__c AS action_name, COUNT(*) AS invocations
FROM ssot__AIAgentInteractionStep__dlm
WHERE ssot__AiAgentInteractionStepType__c = 'ACTION_STEP'
GROUP BY ssot__Name__c
ORDER BY invocations DESC
LIMIT 1000
