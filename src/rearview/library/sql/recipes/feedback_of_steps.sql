-- What was thought of the answer that a step generated?
SELECT st.ssot__Id__c AS step_id, g."responseText__c" AS answer, f."feedback__c" AS feedback
FROM "ssot__AIAgentInteractionStep__dlm" st
JOIN "GenAIGeneration__dlm" g ON g."generationId__c" = st."ssot__GenerationId__c"
JOIN "GenAIFeedback__dlm" f ON f."generationId__c" = g."generationId__c"
