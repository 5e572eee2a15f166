-- How long do sessions take: on average, half of them, all of them?
SELECT avg(duration_ms) AS average, median(duration_ms) AS half, max(duration_ms) AS longest
FROM sessions
