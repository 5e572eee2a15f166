-- How much is reasoned, and how much done?
SELECT
  count(*) FILTER (kind = 'llm') AS reasoned, count(*) FILTER (kind = 'tool') AS acted
FROM steps
