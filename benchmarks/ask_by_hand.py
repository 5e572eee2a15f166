"""The questions of the benchmark in SQL, as somebody would write it by hand who knows DuckDB, Data 360 and this lake.

It takes what is known of the lake for granted where our own views ask: how names are spelled, that ids don't repeat, that
texts aren't escaped. Each answers with columns of the question's own answer, and with the same rows.
"""

TABLES = (
    *("sessions", "interactions", "steps", "messages", "moments", "participants"),
    *("gateway_requests", "gateway_responses", "generations", "content_categories", "content_quality"),
    *("feedback", "tag_associations", "tags", "tag_definitions", "retriever_metrics"),
)
_TABLE = "CREATE VIEW {table} AS SELECT * FROM read_parquet('{root}/{table}/*/*.parquet', hive_partitioning=false);"

_PRELUDE = """
CREATE MACRO clean(x) AS CASE WHEN x NOT IN ('', 'NOT_SET', 'UNSET_VALUE', 'None') THEN x END;
CREATE MACRO topic_of(x) AS
  regexp_replace(clean(x), '_(?:PlannerPreview-[0-9a-fA-F-]+|16[0-9A-Za-z]{13}(?:[0-9A-Za-z]{3})?)$', '');
CREATE MACRO ms(x) AS epoch_us(x) // 1000;
CREATE MACRO lasted(a, b) AS ms(b) - ms(a);
CREATE MACRO bucket(ms) AS CASE WHEN ms >= 1 THEN floor(ln(ms) / ln(1.01)) WHEN ms < 1 THEN -1 END;

CREATE VIEW named AS SELECT session_id, arg_min(agent, first_at) AS agent FROM (
    SELECT ssot__AiAgentSessionId__c AS session_id, ssot__AiAgentApiName__c AS agent,
      (0, ssot__StartTimestamp__c, ssot__AiAgentApiName__c) AS first_at FROM participants
    UNION ALL
    SELECT ssot__AiAgentSessionId__c, ssot__AiAgentApiName__c, (1, ssot__StartTimestamp__c, ssot__AiAgentApiName__c)
    FROM moments)
  WHERE clean(agent) IS NOT NULL GROUP BY 1;
CREATE VIEW turns AS SELECT ssot__Id__c AS turn_id, ssot__AiAgentSessionId__c AS session_id,
    topic_of(ssot__TopicApiName__c) AS topic, ms(ssot__StartTimestamp__c) AS began,
    lasted(ssot__StartTimestamp__c, ssot__EndTimestamp__c) AS duration_ms
  FROM interactions WHERE ssot__AiAgentInteractionType__c = 'TURN';
CREATE VIEW calls AS SELECT session_id, clean(ssot__AiAgentInteractionId__c) AS turn_id,
    CASE ssot__AiAgentInteractionStepType__c WHEN 'ACTION_STEP' THEN 'tool' ELSE 'agent' END AS kind,
    clean(ssot__Name__c) AS called, clean(ssot__ErrorMessageText__c) IS NOT NULL AS failed,
    ssot__Id__c AS step_id, ms(ssot__StartTimestamp__c) AS began,
    lasted(ssot__StartTimestamp__c, ssot__EndTimestamp__c) AS duration_ms
  FROM steps WHERE ssot__AiAgentInteractionStepType__c IN ('ACTION_STEP', 'RELATED_AGENT_STEP');
CREATE VIEW repeated AS SELECT session_id, turn_id, kind, called, count(*) AS calls, count_if(failed) AS failures,
    max(began) AS last_ms, max(began) FILTER (failed) AS last_failed_ms, min(began) AS first_ms
  FROM calls GROUP BY ALL;

CREATE VIEW ended AS SELECT ssot__Id__c AS session_id, ms(ssot__StartTimestamp__c) AS started_ms,
    ms(ssot__EndTimestamp__c) AS ended_ms, clean(ssot__AiAgentSessionEndType__c) AS end_type, CASE
      WHEN upper(end_type) IN ('COMPLETED', 'RESOLVED', 'DEFLECTED') THEN 'completed'
      WHEN upper(end_type) IN ('ESCALATED', 'TRANSFERRED') THEN 'escalated'
      WHEN upper(end_type) = 'ABANDONED' THEN 'abandoned'
      WHEN upper(end_type) IN ('FAILED', 'ERROR') THEN 'failed'
      WHEN upper(end_type) IN ('TIMEOUT', 'TIMED_OUT', 'EXPIRED') THEN 'timed_out'
      WHEN ssot__Id__c IN (SELECT ssot__AiAgentSessionId__c FROM participants
        WHERE ssot__ParticipantObject__c = 'User' AND upper(ssot__AiAgentSessionParticipantRole__c) = 'AGENT') THEN 'escalated'
      WHEN upper(end_type) IN ('USER_ENDED', 'AGENT_ENDED') THEN 'completed'
      WHEN ended_ms IS NULL THEN 'open' ELSE 'unknown' END AS outcome
  FROM sessions;

CREATE VIEW declared AS SELECT clean(ssot__GenerationId__c) AS generation_id, min(session_id) AS session_id
  FROM steps WHERE clean(ssot__GenerationId__c) IS NOT NULL GROUP BY 1;
CREATE VIEW requested AS
  SELECT generationRequestId__c AS id, min(declared.session_id) AS session_id FROM declared
    JOIN generations ON generationId__c = generation_id
    JOIN gateway_responses r ON r.generationResponseId__c = generations.generationResponseId__c GROUP BY 1;
CREATE VIEW requests AS
  SELECT * FROM gateway_requests WHERE session_id IS NOT NULL UNION ALL
  SELECT q.* REPLACE (requested.session_id AS session_id) FROM gateway_requests q
    JOIN requested ON requested.id = gatewayRequestId__c WHERE q.session_id IS NULL;
CREATE VIEW bound AS
  SELECT generationRequestId__c AS id FROM declared JOIN generations ON generationId__c = generation_id
    JOIN gateway_responses r ON r.generationResponseId__c = generations.generationResponseId__c
  UNION SELECT clean(ssot__GenAiGatewayRequestId__c) AS id FROM steps WHERE id IS NOT NULL;
CREATE VIEW quality AS
  SELECT id__c, session_id FROM content_quality WHERE session_id IS NOT NULL UNION ALL
  SELECT id__c, declared.session_id FROM content_quality q JOIN declared ON generation_id = q.parent__c
    WHERE q.session_id IS NULL;
CREATE VIEW categories AS
  SELECT session_id, detectorType__c AS detector, category__c AS category, try_cast(value__c AS DOUBLE) AS score,
      timestamp__c AS told_at FROM content_categories WHERE session_id IS NOT NULL UNION ALL
  SELECT found.session_id, detectorType__c, category__c, try_cast(value__c AS DOUBLE), timestamp__c FROM content_categories c
    JOIN (SELECT id__c AS id, quality.session_id FROM quality UNION ALL FROM declared) found ON found.id = c.parent__c
    WHERE c.session_id IS NULL;
CREATE VIEW verdicts AS
  SELECT session_id, 'trust_layer' AS origin, detector, category, CASE detector
      WHEN 'TOXICITY' THEN CASE WHEN category <> 'safety_score' THEN score >= 0.5 END
      WHEN 'PROMPT_DEFENSE' THEN CASE category WHEN 'isPromptAttackDetected' THEN score >= 0.5
        WHEN '1' THEN true WHEN '0' THEN false END
      WHEN 'PII' THEN true
      WHEN 'InstructionAdherence' THEN category = 'Low'
      WHEN 'TaskResolution' THEN category <> 'FULLY_RESOLVED' END AS flagged, told_at FROM categories
  UNION ALL SELECT quality.session_id, 'trust_layer', 'TOXICITY', 'isToxicityDetected', isToxicityDetected__c = 'true',
      timestamp__c FROM content_quality q JOIN quality USING (id__c) WHERE isToxicityDetected__c IN ('true', 'false')
  UNION ALL SELECT session_id, 'feedback', 'Feedback', feedback__c, feedback__c IN ('BAD', 'DOWN'),
      timestamp__c FROM feedback
  UNION ALL SELECT session_id, 'tag', d.ssot__DeveloperName__c, t.ssot__Value__c, NOT try_cast(ssot__IsPassed__c AS BOOLEAN),
      a.ssot__CreatedDate__c FROM tag_associations a LEFT JOIN tags t ON t.ssot__Id__c = a.ssot__AiAgentTagId__c
    LEFT JOIN tag_definitions d ON d.ssot__Id__c = t.ssot__AiAgentTagDefinitionId__c
  UNION ALL SELECT session_id, 'retriever', 'RetrieverQuality', unnest(['faithfulness', 'answer_relevancy', 'context_precision']),
      unnest([ssot__FaithfulnessRelevancyScoreNumber__c < 0.8, ssot__AnswerRelevancyScoreNumber__c < 0.7, NULL]),
      NULL FROM retriever_metrics
  UNION ALL SELECT session_id, 'validation_prompt', 'Groundedness',
      CASE WHEN contains(ssot__OutputValueText__c, 'UNGROUNDED') THEN 'UNGROUNDED' ELSE 'GROUNDED' END,
      contains(ssot__OutputValueText__c, 'UNGROUNDED'), coalesce(ssot__EndTimestamp__c, ssot__StartTimestamp__c)
    FROM steps WHERE ssot__Name__c IN ('AiCopilot__ReactValidationPrompt', 'Atlas__GroundednessValidationPrompt');
"""


def prelude(root: str) -> str:
    """Return what every query goes by, over the lake that lies there."""
    return "".join(_TABLE.format(table=table, root=root) for table in TABLES) + _PRELUDE


def ranked(counted: str, by: str, percents: tuple[int, ...]) -> str:
    """Return the query for percentiles from what counts durations by bucket `b`: so many `n`, which took `spent`."""
    at = "min(CASE WHEN reached * 100 >= every * {p} THEN if(b < 0, 0, round(pow(1.01, b + 0.5))) END) AS p{p}_ms"
    ranks = ", ".join(at.format(p=percent) for percent in percents)
    window = f"PARTITION BY {by}"
    ranked = f"SELECT *, sum(timed) OVER ({window} ORDER BY b) AS reached, sum(timed) OVER ({window}) AS every FROM ({counted})"  # noqa: S608 - ours
    return f"SELECT {by}, sum(n) AS calls, {ranks} FROM ({ranked}) GROUP BY ALL"  # noqa: S608 - ours


FLAGS = {
    "toxicity": "lower(detector) = 'toxicity' AND category IS DISTINCT FROM 'safety_score'",
    "pii": "detector = 'PII'",
    "prompt_attacks": "detector = 'PROMPT_DEFENSE'",
    "groundedness": "detector = 'Groundedness'",
    "adherence": "detector = 'InstructionAdherence'",
    "resolution": "detector = 'TaskResolution'",
    "feedback": "origin = 'feedback'",
    "retrieval": "origin = 'retriever'",
    "tags": "origin = 'tag'",
}
JUDGED = ", ".join(f"bool_or(flagged) FILTER ({about}) AS {name}" for name, about in FLAGS.items())
_COUNTED = ", ".join(f"count({name}) AS {name}, count_if({name}) AS {name}_raised" for name in FLAGS)
_EACH = ", ".join(
    f"struct_pack(measure := '{name}', judged := {name}, raised := {name}_raised)" for name in FLAGS
)
_COUNTS = {
    "turns": "turns",
    "steps": "steps",
    "messages": "(SELECT ssot__AiAgentSessionId__c AS session_id FROM messages)",
    "charges": "requests",
    "assessments": "verdicts",
    "moments": "(SELECT ssot__AiAgentSessionId__c AS session_id FROM moments)",
    "participants": "(SELECT ssot__AiAgentSessionId__c AS session_id FROM participants)",
}
JOINED = "\n".join(
    f"LEFT JOIN (SELECT session_id, count(*) AS {name} FROM {rows} GROUP BY 1) USING (session_id)"  # noqa: S608 - ours
    for name, rows in _COUNTS.items()
)
RECORDS = " + ".join(f"coalesce({name}, 0)" for name in _COUNTS)

ABOUT_ROWS = {
    "volume": f"""
        SELECT agent, count(*) AS sessions, sum(coalesce(turns, 0)) AS turns, sum(coalesce(steps, 0)) AS steps,
            sum(coalesce(messages, 0)) AS messages, sum(1 + {RECORDS}) AS records
        FROM (SELECT ssot__Id__c AS session_id FROM sessions) LEFT JOIN named USING (session_id) {JOINED}
        GROUP BY 1""",  # noqa: S608 - ours
    "lengths": """
        WITH own AS (SELECT s.ssot__Id__c, count(turn_id) AS turns FROM sessions s
            LEFT JOIN turns ON session_id = s.ssot__Id__c GROUP BY 1)
        SELECT turns, count(*) AS sessions FROM own GROUP BY 1""",
    "durations": ranked(
        """SELECT 1 AS one, bucket(took) AS b, count(*) AS n, count(took) AS timed
            FROM (SELECT lasted(ssot__StartTimestamp__c, ssot__EndTimestamp__c) AS took FROM steps) GROUP BY ALL""",
        "one",
        (50, 90, 95, 99),
    ).replace("SELECT one, sum(n) AS calls", "SELECT sum(n) AS rows", 1),
    "turn_time": """
        SELECT CASE ssot__AiAgentInteractionStepType__c WHEN 'LLM_STEP' THEN 'llm' WHEN 'ACTION_STEP' THEN 'tool'
            WHEN 'RELATED_AGENT_STEP' THEN 'agent' WHEN 'TOPIC_STEP' THEN 'topic'
            WHEN 'TRUST_GUARDRAILS_STEP' THEN 'guardrail' WHEN 'CLASSIFIER_STEP' THEN 'guardrail' ELSE 'other' END AS part,
            sum(lasted(ssot__StartTimestamp__c, ssot__EndTimestamp__c)) AS spent_ms
        FROM steps WHERE clean(ssot__AiAgentInteractionId__c) IS NOT NULL GROUP BY 1 UNION ALL
        SELECT 'rest', greatest(0, (SELECT sum(duration_ms) FROM turns) - (SELECT
            sum(lasted(ssot__StartTimestamp__c, ssot__EndTimestamp__c)) FROM steps
            WHERE clean(ssot__AiAgentInteractionId__c) IS NOT NULL))""",
    "slowest": """
        SELECT lasted(ssot__StartTimestamp__c, ssot__EndTimestamp__c) AS duration_ms, session_id, agent
        FROM steps LEFT JOIN named USING (session_id)
        ORDER BY duration_ms DESC NULLS LAST, ms(ssot__StartTimestamp__c), ssot__Id__c LIMIT 20""",
    "topics": """
        WITH own AS (SELECT topic, session_id, count(*) AS turns FROM turns GROUP BY ALL)
        SELECT topic, sum(turns) AS turns, count(*) AS sessions FROM own GROUP BY 1""",
    "transitions": """
        WITH own AS (SELECT topic, lag(topic) OVER (PARTITION BY session_id ORDER BY began NULLS FIRST, turn_id) AS from_topic
            FROM turns WHERE topic IS NOT NULL)
        SELECT from_topic, topic AS to_topic, count(*) AS times FROM own GROUP BY ALL""",
    "switches": """
        WITH own AS (SELECT session_id, topic, lag(topic) OVER (PARTITION BY session_id ORDER BY began NULLS FIRST, turn_id) AS before
            FROM turns WHERE topic IS NOT NULL),
        counted AS (SELECT session_id, count(*) AS turns, count(DISTINCT topic) AS topics, count_if(before <> topic) AS switches
            FROM own GROUP BY 1 HAVING switches > 0 ORDER BY switches DESC, session_id LIMIT 100)
        SELECT session_id, agent, turns, topics, switches FROM counted LEFT JOIN named USING (session_id)""",
    "tools": f"""
        SELECT kind, regexp_replace(called, '^[^.]*[.]', '') AS name, calls, p50_ms, p95_ms FROM ({
        ranked(
            '''SELECT kind, called, bucket(duration_ms) AS b, count(*) AS n, count(duration_ms) AS timed
                FROM calls GROUP BY ALL''',
            "kind, called",
            (50, 95),
        )
    })""",  # noqa: S608 - ours
    "errors": """
        SELECT count(*) AS errors, count(DISTINCT session_id) AS sessions, ms(min(ssot__StartTimestamp__c)) AS first_ms,
            ms(max(ssot__StartTimestamp__c)) AS last_ms, min(session_id) AS example
        FROM steps WHERE clean(ssot__ErrorMessageText__c) IS NOT NULL
        GROUP BY ssot__AiAgentInteractionStepType__c, ssot__Name__c,
            regexp_replace(ssot__ErrorMessageText__c, '[A-Za-z0-9_-]*[0-9][A-Za-z0-9_-]*', '#', 'g')
        ORDER BY 1 DESC LIMIT 100""",
    "retries": """
        SELECT kind, regexp_replace(called, '^[^.]*[.]', '') AS name, count(*) AS turns, sum(calls) AS calls,
            sum(failures) AS failures, count_if(last_ms > last_failed_ms) AS recovered
        FROM repeated WHERE failures > 0 GROUP BY ALL""",
    "loops": """
        SELECT calls, failures, first_ms, session_id, turn_id, agent FROM (
            SELECT * FROM repeated WHERE calls >= 4
            ORDER BY calls DESC, first_ms, session_id, turn_id LIMIT 100) LEFT JOIN named USING (session_id)""",
    "sequences": """
        WITH own AS (SELECT regexp_replace(called, '^[^.]*[.]', '') AS name, session_id, began, step_id FROM calls WHERE called IS NOT NULL),
        followed AS (SELECT name, lag(name) OVER (PARTITION BY session_id ORDER BY began NULLS FIRST, step_id) AS previous FROM own)
        SELECT previous, name, count(*) AS times FROM followed GROUP BY ALL ORDER BY times DESC LIMIT 100""",
    "models": ranked(
        """SELECT provider__c AS provider, model__c AS model, bucket(lasted(q.timestamp__c, a.answered)) AS b, count(*) AS n,
            count(lasted(q.timestamp__c, a.answered)) AS timed
            FROM requests q LEFT JOIN (SELECT generationRequestId__c AS id, min(timestamp__c) AS answered
                FROM gateway_responses GROUP BY 1) a ON a.id = q.gatewayRequestId__c GROUP BY ALL""",
        "provider, model",
        (50, 95),
    ),
    "costs": """
        SELECT provider__c AS provider, model__c AS model, count(*) AS calls, sum(promptTokens__c) AS tokens_in,
            sum(completionTokens__c) AS tokens_out FROM requests GROUP BY ALL""",
    "dearest": """
        SELECT session_id, agent, tokens_in, tokens_out FROM (
            SELECT session_id, sum(promptTokens__c) AS tokens_in, sum(completionTokens__c) AS tokens_out
            FROM requests SEMI JOIN sessions ON sessions.ssot__Id__c = requests.session_id GROUP BY 1
            ORDER BY tokens_out DESC, tokens_in DESC, session_id LIMIT 20) LEFT JOIN named USING (session_id)""",
    "quality": f"""
        WITH judged AS (SELECT session_id, {JUDGED} FROM verdicts GROUP BY 1),
        counted AS (SELECT {_COUNTED} FROM sessions LEFT JOIN judged ON session_id = ssot__Id__c)
        SELECT told.measure AS measure, told.judged AS judged, if(told.judged > 0, told.raised, NULL) AS flagged
        FROM (SELECT unnest([{_EACH}]) AS told FROM counted)""",  # noqa: S608 - ours
    "verdicts": """
        WITH own AS (SELECT origin, detector, category, session_id, count(*) AS n FROM verdicts GROUP BY ALL)
        SELECT origin, detector, category, sum(n) AS verdicts, count(*) AS sessions FROM own GROUP BY ALL""",
}
"""By question."""
