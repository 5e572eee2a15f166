-- How long is what users and agents say?
SELECT role, count(*) AS messages, max(length(text)) AS longest
FROM messages
GROUP BY role
