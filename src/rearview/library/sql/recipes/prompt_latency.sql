-- How long does each prompt take, and how often is it run?
SELECT ssot__Name__c AS prompt, COUNT(*) AS calls,
  AVG(EXTRACT(EPOCH FROM ssot__EndTimestamp__c - ssot__StartTimestamp__c)) AS seconds
FROM ssot__AIAgentInteractionStep__dlm
WHERE ssot__AiAgentInteractionStepType__c = 'LLM_STEP'
GROUP BY ssot__Name__c
