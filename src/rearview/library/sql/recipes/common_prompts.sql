-- Which five prompts are run most?
SELECT COUNT(*) AS calls
FROM ssot__AIAgentInteractionStep__dlm
WHERE ssot__AiAgentInteractionStepType__c = 'LLM_STEP'
GROUP BY ssot__Name__c
ORDER BY calls DESC
LIMIT 5
