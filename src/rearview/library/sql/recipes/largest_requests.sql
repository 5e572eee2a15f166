-- Which requests took the most tokens?
SELECT "totalTokens__c" AS tokens
FROM "GenAIGatewayRequest__dlm"
ORDER BY "totalTokens__c" DESC
LIMIT 20
