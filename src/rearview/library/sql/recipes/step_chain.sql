-- How deep in the chain of its turn does each step stand?
WITH RECURSIVE chain AS (
  SELECT ssot__Id__c AS id, 1 AS depth
  FROM ssot__AIAgentInteractionStep__dlm
  WHERE ssot__PrevStepId__c IS NULL OR ssot__PrevStepId__c IN ('', 'NOT_SET')
  UNION ALL
  SELECT st.ssot__Id__c, c.depth + 1
  FROM ssot__AIAgentInteractionStep__dlm st
  JOIN chain c ON st.ssot__PrevStepId__c = c.id
)
SELECT depth, COUNT(*) AS steps
FROM chain
GROUP BY depth
