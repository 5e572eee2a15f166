-- How many steps are there of each type?
SELECT ssot__AiAgentInteractionStepType__c AS type, COUNT(*) AS steps
FROM ssot__AIAgentInteractionStep__dlm
GROUP BY 1
