-- How many moments sum up how many turns?
SELECT turns, COUNT(*) AS moments
FROM (
  SELECT mi."ssot__AiAgentMomentId__c" AS moment_id, COUNT(*) AS turns
  FROM "ssot__AiAgentMomentInteraction__dlm" mi
  GROUP BY mi."ssot__AiAgentMomentId__c"
) AS counted
GROUP BY turns
