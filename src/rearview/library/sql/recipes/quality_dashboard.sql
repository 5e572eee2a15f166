-- What do the detectors find, as shares of what they looked at?
WITH verdicts AS (
  SELECT "detectorType__c" AS detector, "category__c" AS category, COUNT(*) AS found
  FROM "GenAIContentCategory__dlm"
  GROUP BY "detectorType__c", "category__c"
)
SELECT detector, category, found, 1.0 * found / SUM(found) OVER (PARTITION BY detector) AS share
FROM verdicts
