-- How many requests ran with which safety settings?
SELECT "enableInputSafetyScoring__c" AS input, "enableOutputSafetyScoring__c" AS output,
  "enablePiiMasking__c" AS masking, COUNT(*) AS requests
FROM "GenAIGatewayRequest__dlm"
GROUP BY "enableInputSafetyScoring__c", "enableOutputSafetyScoring__c", "enablePiiMasking__c"
