"""The questions of the benchmark that are about whole sessions, in SQL by hand: their ends, changes, gaps and reach."""

from benchmarks.ask_by_hand import FLAGS, JOINED, JUDGED, RECORDS, ranked

_OUTCOMES = ("completed", "escalated", "abandoned", "failed", "timed_out", "open", "unknown")
_ENDED = ", ".join(f"count_if(outcome = '{outcome}') AS {outcome}" for outcome in _OUTCOMES)

_HELD_AGAINST = (
    *("toxic", "pii", "prompt_attack", "ungrounded", "low_adherence", "unresolved"),
    *("negative_feedback", "poor_retrieval", "low_score"),
)
_DECIDED = {
    "completion": "completed",
    "escalation": "escalated",
    "abandonment": "abandoned",
    "failure": "failed",
}
_CALLED = {"failed_call": "failed_calls", "retry": "retries", "loop": "loops"}
_RATES = {
    **{
        name: f"CASE WHEN outcome NOT IN ('open', 'unknown') THEN outcome = '{outcome}' END"
        for name, outcome in _DECIDED.items()
    },
    **{name: f"CASE WHEN tool_calls > 0 THEN {counted} > 0 END" for name, counted in _CALLED.items()},
    **dict(zip(_HELD_AGAINST, FLAGS, strict=True)),
}
_COUNTS = ("turns", "steps", "tool_calls")
_MEANS = ("duration_ms", "slowest_turn_ms", "tokens_in", "tokens_out")
_VALUES = {
    **{f"{name}_rate": f"({value})::INT" for name, value in _RATES.items()},
    **{name: f"coalesce({name}, 0)" for name in _COUNTS},
    **dict(zip(_MEANS, _MEANS, strict=True)),
}
_FACTS = f"""
    SELECT *, ended_ms - started_ms AS duration_ms FROM ended
    LEFT JOIN (SELECT session_id, count(*) AS turns, max(duration_ms) AS slowest_turn_ms FROM turns GROUP BY 1) USING (session_id)
    LEFT JOIN (SELECT session_id, count(*) AS steps FROM steps GROUP BY 1) USING (session_id)
    LEFT JOIN (SELECT session_id, sum(calls) AS tool_calls, sum(failures) AS failed_calls, count_if(calls >= 4) AS loops,
        sum(if(failures = 0 OR last_ms > last_failed_ms, failures, failures - 1)) AS retries FROM repeated GROUP BY 1)
      USING (session_id)
    LEFT JOIN (SELECT session_id, sum(promptTokens__c) AS tokens_in, sum(completionTokens__c) AS tokens_out
        FROM requests GROUP BY 1) USING (session_id)
    LEFT JOIN (SELECT session_id, {JUDGED} FROM verdicts GROUP BY 1) USING (session_id)"""  # noqa: S608 - ours
_SUMMED = ", ".join(
    f"struct_pack(measure := '{name}', rate := {name.endswith('_rate')}, n := count(v.{name}),"
    f" total := coalesce(sum(v.{name}), 0)::DOUBLE, squares := coalesce(sum(v.{name}::DOUBLE * v.{name}), 0))"
    for name in _VALUES
)
_PACKED = ", ".join(f"{name} := {value}" for name, value in _VALUES.items())


def _summed(key: str, of: str) -> str:
    """Return the query for the sums of every measure, by a key of sessions."""
    values = f"SELECT {key} AS key, struct_pack({_PACKED}) AS v FROM ({of})"  # noqa: S608 - ours
    return f"SELECT key, unnest([{_SUMMED}], recursive := true) FROM ({values}) WHERE key IS NOT NULL GROUP BY key"  # noqa: S608 - ours


def _side(name: str) -> str:
    """Return the columns that follow from one side's sums: its value, the centre of its interval, its squared error."""
    n, total, squares = (f"{name}_{of}" for of in ("n", "total", "squares"))
    guess, mean = f"(({total} + 1) / ({n} + 2))", f"({total} / nullif({n}, 0))"
    return f"""{mean} AS {name}, if(rate, {guess}, {mean}) AS {name}_centre,
        if(rate, {guess} * (1 - {guess}) / ({n} + 2),
          greatest(0, {squares} - {total} * {mean}) / nullif({n} - 1, 0) / {n}) AS {name}_error"""


def _compared(sides: str, z: float) -> str:
    """Return the query for what differs by more than chance: Agresti and Caffo's interval for rates, Welch's for means."""
    first, second = (z**3 + z) / 4, (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    freedom = " + ".join(f"{side}_error ** 2 / ({side}_n - 1)" for side in ("before", "after"))
    return f"""
        SELECT * EXCLUDE (inverse, error), least(before_n, after_n) >= 10 AND abs(after_centre - before_centre)
            > (((inverse * {third} + {second}) * inverse + {first}) * inverse + {z}) * sqrt(error) AS beyond
        FROM (SELECT *, before_error + after_error AS error,
            if(rate OR error = 0, 0, ({freedom}) / error ** 2) AS inverse
          FROM (SELECT *, {_side("before")}, {_side("after")} FROM ({sides})))"""  # noqa: S608 - ours


_WEEKS = f"""SELECT *, CASE WHEN age < 7 * 86_400_000 THEN 'after' WHEN age < 14 * 86_400_000 THEN 'before' END AS side
    FROM (SELECT *, max(started_ms) OVER () - started_ms AS age FROM ({_FACTS}))"""  # noqa: S608 - ours
_BOTH = f"""SELECT measure, rate, {
    ", ".join(
        f"coalesce(any_value({of}) FILTER (key = '{side}'), 0) AS {side}_{of}"
        for side in ("before", "after")
        for of in ("n", "total", "squares")
    )
} FROM ({_summed("side", _WEEKS)}) GROUP BY ALL HAVING before_n + after_n > 0"""  # noqa: S608 - ours
_DAYS = f"""SELECT key, measure, rate, {
    ", ".join(
        f"{of} AS after_{of}, coalesce(sum({of}) OVER days, 0) AS before_{of}"
        for of in ("n", "total", "squares")
    )
} FROM ({_summed("started_ms // 86_400_000", _FACTS)})
    WINDOW days AS (PARTITION BY measure ORDER BY key ROWS BETWEEN 7 PRECEDING AND 1 PRECEDING)"""  # noqa: S608 - ours

_GAPS = {
    """(SELECT ended.*, agent, clean(ssot__AiAgentChannelType__c) AS channel FROM ended LEFT JOIN named USING (session_id)
        JOIN sessions ON ssot__Id__c = session_id)""": {
        "sessions_without_turns": "session_id NOT IN (SELECT session_id FROM turns)",
        "sessions_without_steps": "session_id NOT IN (SELECT session_id FROM steps)",
        "sessions_without_messages": "session_id NOT IN (SELECT ssot__AiAgentSessionId__c FROM messages)",
        "sessions_without_verdicts": "session_id NOT IN (SELECT DISTINCT session_id FROM verdicts)",
        "sessions_without_agent": "agent IS NULL",
        "sessions_without_version": "session_id NOT IN (SELECT ssot__AiAgentSessionId__c FROM participants"
        " WHERE clean(ssot__AiAgentVersionApiName__c) IS NOT NULL)",
        "sessions_without_channel": "channel IS NULL",
        "sessions_without_start": "started_ms IS NULL",
        "sessions_without_end": "ended_ms IS NULL",
        "sessions_without_outcome": "outcome = 'unknown'",
    },
    "turns": {
        "turns_without_steps": "turn_id NOT IN (SELECT DISTINCT ssot__AiAgentInteractionId__c FROM steps)",
        "turns_without_topic": "topic IS NULL",
        "turns_without_duration": "duration_ms IS NULL",
    },
    "steps": {
        "steps_without_turn": "clean(ssot__AiAgentInteractionId__c) IS NULL",
        "steps_without_name": "clean(ssot__Name__c) IS NULL",
        "steps_without_duration": "lasted(ssot__StartTimestamp__c, ssot__EndTimestamp__c) IS NULL",
        "steps_never_finished": "ssot__EndTimestamp__c IS NULL AND clean(ssot__ErrorMessageText__c) IS NULL",
        "failures_without_reason": "false",
    },
    "requests": {
        "calls_without_tokens": "promptTokens__c IS NULL AND completionTokens__c IS NULL",
        "calls_without_cost": "true",
        "calls_without_step": "gatewayRequestId__c NOT IN (SELECT id FROM bound)",
    },
}


def _missing(rows: str, gaps: dict[str, str]) -> str:
    """Return the query for what is missing of some rows."""
    counted = ", ".join(
        f"struct_pack(gap := '{gap}', missing := count_if({hole}), \"of\" := count(*))"
        for gap, hole in gaps.items()
    )
    return f"SELECT unnest([{counted}], recursive := true) FROM {rows}"  # noqa: S608 - ours


_TOLD = """(SELECT told_at FROM verdicts WHERE origin <> 'retriever' UNION ALL
    SELECT timestamp__c FROM (SELECT ssot__AiGatewayRequestId__c AS id, unnest([1, 2, 3]) FROM retriever_metrics)
      LEFT JOIN gateway_requests ON gatewayRequestId__c = id)"""
_REACHED = {
    "sessions": ("ssot__StartTimestamp__c", "sessions"),
    "turns": ("ssot__StartTimestamp__c", "interactions"),
    "steps": ("ssot__StartTimestamp__c", "steps"),
    "messages": ("ssot__MessageSentTimestamp__c", "messages"),
    "usage": ("timestamp__c", "requests"),
    "logs": ("told_at", "(SELECT told_at FROM verdicts WHERE false)"),
    "assessments": ("told_at", _TOLD),
    "moments": ("ssot__StartTimestamp__c", "moments"),
    "participants": ("ssot__StartTimestamp__c", "participants"),
}


def _reach(table: str) -> str:
    """Return the query for how far a table reaches."""
    at, rows = _REACHED[table]
    return f"""SELECT '{table}' AS "table", count(*) AS rows, count(*) - count({at}) AS undated, ms(min({at})) AS first_ms,
        ms(max({at})) AS last_ms FROM {rows}"""  # noqa: S608 - ours


ABOUT_SESSIONS = {
    "outcomes": f"""
        SELECT agent, count(*) AS sessions, {_ENDED} FROM ended LEFT JOIN named USING (session_id) GROUP BY 1""",  # noqa: S608 - ours
    "endings": "SELECT end_type, outcome, count(*) AS sessions FROM ended GROUP BY ALL",
    "idle": ranked(
        """SELECT 1 AS one, bucket(greatest(0, ended_ms - started_ms - busy)) AS b, count(*) AS n, count(*) AS timed
            FROM ended JOIN (SELECT ssot__AiAgentSessionId__c AS session_id, sum(lasted(ssot__StartTimestamp__c, ssot__EndTimestamp__c)) AS busy
              FROM interactions GROUP BY 1) USING (session_id)
            WHERE ended_ms - started_ms - busy IS NOT NULL GROUP BY ALL""",
        "one",
        (50, 90, 95, 99),
    ).replace("SELECT one, sum(n) AS calls", "SELECT sum(n) AS sessions", 1),
    "cache": """
        SELECT provider__c AS provider, model__c AS model, count(*) AS calls, sum(promptTokens__c) AS tokens_in
        FROM requests GROUP BY ALL""",
    "credits": f"""
        SELECT agent, count(*) AS sessions, sum(1 + {RECORDS}) AS records, sum(coalesce(actions, 0)) AS actions
        FROM (SELECT ssot__Id__c AS session_id FROM sessions) LEFT JOIN named USING (session_id) {JOINED}
        LEFT JOIN (SELECT session_id, count(*) AS actions FROM calls GROUP BY 1) USING (session_id) GROUP BY 1""",  # noqa: S608 - ours
    "feedback": """
        WITH newest AS (SELECT ms(timestamp__c) AS at_ms, feedback__c AS category, session_id FROM feedback
            ORDER BY at_ms DESC NULLS LAST, session_id LIMIT 100)
        SELECT at_ms, category, session_id, agent FROM newest LEFT JOIN named USING (session_id)""",
    "change": f'SELECT measure, "before", "after", before_n, after_n, beyond AS beyond_chance FROM ({_compared(_BOTH, 1.959964)})',  # noqa: S608 - ours
    "jumps": f"""
        SELECT strftime(make_timestamp(key * 86_400_000_000), '%Y-%m-%d') AS day, measure, "before", "after", before_n, after_n
        FROM ({_compared(_DAYS, 3.290527)}) WHERE beyond""",  # noqa: S608 - ours
    "health": " UNION ALL ".join(_missing(rows, gaps) for rows, gaps in _GAPS.items()),
    "reach": " UNION ALL ".join(map(_reach, _REACHED)),
    "find": """
        SELECT session_id, started_ms, outcome, agent FROM ended LEFT JOIN named USING (session_id)
        WHERE outcome IN ('failed', 'timed_out')""",
}
"""By question."""
