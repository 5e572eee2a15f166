-- How many requests did each session make, by the id that the gateway writes in quotes?
SELECT REPLACE(q."sessionId__c", '"', '') AS session_id, COUNT(*) AS requests
FROM "GenAIGatewayRequest__dlm" q
WHERE q."sessionId__c" <> '"no_session"'
GROUP BY REPLACE(q."sessionId__c", '"', '')
