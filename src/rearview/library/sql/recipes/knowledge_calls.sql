-- What did actions that look things up return?
SELECT ssot__Id__c, ssot__OutputValueText__c
FROM ssot__AIAgentInteractionStep__dlm
WHERE ssot__AiAgentInteractionStepType__c = 'ACTION_STEP' AND ssot__Name__c ILIKE '%knowledge%'
