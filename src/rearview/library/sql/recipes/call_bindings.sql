-- Which model answered which step, by the chain of its generation?
SELECT st.ssot__Id__c AS step_id, q."model__c" AS model, q."totalTokens__c" AS tokens
FROM "ssot__AIAgentInteractionStep__dlm" st
JOIN "GenAIGeneration__dlm" g ON g."generationId__c" = st."ssot__GenerationId__c"
JOIN "GenAIGatewayResponse__dlm" p ON p."generationResponseId__c" = g."generationResponseId__c"
JOIN "GenAIGatewayRequest__dlm" q ON q."gatewayRequestId__c" = p."generationRequestId__c"
