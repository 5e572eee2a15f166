-- Which sessions have more than three turns?
SELECT ssot__AiAgentSessionId__c AS session_id, COUNT(*) AS turns
FROM ssot__AIAgentInteraction__dlm
WHERE ssot__AiAgentInteractionType__c = 'TURN'
GROUP BY ssot__AiAgentSessionId__c
HAVING COUNT(*) > 3
ORDER BY turns DESC
