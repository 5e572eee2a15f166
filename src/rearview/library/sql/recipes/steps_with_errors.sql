-- Which steps carry an error?
SELECT ssot__Id__c, ssot__Name__c, ssot__ErrorMessageText__c
FROM ssot__AIAgentInteractionStep__dlm
WHERE ssot__ErrorMessageText__c IS NOT NULL
  AND ssot__ErrorMessageText__c NOT IN ('NOT_SET', 'None') AND LENGTH(ssot__ErrorMessageText__c) > 0
