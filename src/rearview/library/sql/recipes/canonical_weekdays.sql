-- On which days of the week do sessions begin?
SELECT dayname(to_timestamp(started_ms / 1000)) AS weekday, count(*) AS sessions
FROM sessions
WHERE started_ms IS NOT NULL
GROUP BY ALL
