-- How many calls and tokens does each prompt template take?
SELECT "promptTemplateDevName__c" AS template, COUNT(*) AS calls, AVG("totalTokens__c") AS average_tokens
FROM "GenAIGatewayRequest__dlm"
GROUP BY "promptTemplateDevName__c"
