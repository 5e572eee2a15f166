-- How many answers were found good, and how many bad?
SELECT CASE WHEN "feedback__c" IN ('GOOD', 'UP') THEN 'good' ELSE 'bad' END AS verdict, COUNT(*) AS answers
FROM "GenAIFeedback__dlm"
GROUP BY CASE WHEN "feedback__c" IN ('GOOD', 'UP') THEN 'good' ELSE 'bad' END
