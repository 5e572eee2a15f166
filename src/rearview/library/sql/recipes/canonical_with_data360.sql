-- Which channel, in the words of Data 360, has how many sessions of which agent?
SELECT s.agent, d.ssot__AiAgentChannelType__c AS channel, count(*) AS sessions
FROM sessions s
JOIN "ssot__AIAgentSession__dlm" d ON d.ssot__Id__c = s.session_id
GROUP BY ALL
