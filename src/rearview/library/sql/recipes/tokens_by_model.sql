-- How many tokens does each model take?
SELECT "model__c" AS model, SUM("promptTokens__c") AS prompt, SUM("completionTokens__c") AS completion,
  SUM("totalTokens__c") AS total, COUNT(*) AS requests
FROM "GenAIGatewayRequest__dlm"
GROUP BY "model__c"
ORDER BY total DESC
