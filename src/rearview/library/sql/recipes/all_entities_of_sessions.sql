-- What hangs on each session: its parties, turns, messages and moments, counted?
SELECT s."ssot__Id__c" AS id,
  COUNT(DISTINCT p."ssot__Id__c") AS parties, COUNT(DISTINCT i."ssot__Id__c") AS interactions,
  COUNT(DISTINCT m."ssot__Id__c") AS messages, COUNT(DISTINCT o."ssot__Id__c") AS moments
FROM "ssot__AIAgentSession__dlm" s
LEFT JOIN "ssot__AiAgentSessionParticipant__dlm" p ON p."ssot__AiAgentSessionId__c" = s."ssot__Id__c"
LEFT JOIN "ssot__AIAgentInteraction__dlm" i ON i."ssot__AiAgentSessionId__c" = s."ssot__Id__c"
LEFT JOIN "ssot__AiAgentInteractionMessage__dlm" m ON m."ssot__AiAgentInteractionId__c" = i."ssot__Id__c"
LEFT JOIN "ssot__AiAgentMoment__dlm" o ON o."ssot__AiAgentSessionId__c" = s."ssot__Id__c"
GROUP BY s."ssot__Id__c"
