-- Who said what in each turn, in order?
SELECT ssot__AiAgentInteractionId__c, ssot__AiAgentInteractionMessageType__c, ssot__ContentText__c
FROM ssot__AiAgentInteractionMessage__dlm
ORDER BY ssot__AiAgentInteractionId__c, ssot__MessageSentTimestamp__c
