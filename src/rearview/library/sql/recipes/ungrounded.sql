-- Which answers failed the check of their grounding?
SELECT i.ssot__AiAgentSessionId__c AS session_id, st.ssot__Id__c AS step_id, st.ssot__Name__c AS prompt
FROM ssot__AIAgentInteractionStep__dlm st
JOIN ssot__AIAgentInteraction__dlm i ON i.ssot__Id__c = st.ssot__AiAgentInteractionId__c
WHERE st.ssot__Name__c IN ('AiCopilot__ReactValidationPrompt', 'Atlas__GroundednessValidationPrompt')
  AND st.ssot__OutputValueText__c LIKE '%UNGROUNDED%'
