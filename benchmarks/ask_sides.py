"""One piece of work of the benchmark of questions, in this process alone: a question answered, or the same by hand.

The SQL is what somebody who knows DuckDB and the tables of Data 360 would write for this lake alone; `agent` is that of
the first participant that names one, as everywhere. It prints what the work took; what importing takes isn't counted.
"""

import json
import resource
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import duckdb

from rearview.engines.lookup import Lookup
from rearview.lake.grid import DAY_MS
from rearview.lake.scan import files
from rearview.library import open_lake
from rearview.library.facts import kept_facts, session_facts
from rearview.library.held import held_in
from rearview.library.summary import summary

KB_A_MB = 1_000
LOOKUPS = 20
WARM_UP = 3

PRELUDE = """
CREATE VIEW sessions AS SELECT * FROM read_parquet('{root}/sessions/*/*.parquet', hive_partitioning=false);
CREATE VIEW interactions AS SELECT * FROM read_parquet('{root}/interactions/*/*.parquet', hive_partitioning=false);
CREATE VIEW steps AS SELECT * FROM read_parquet('{root}/steps/*/*.parquet', hive_partitioning=false);
CREATE VIEW requests AS SELECT * FROM read_parquet('{root}/gateway_requests/*/*.parquet', hive_partitioning=false);
CREATE VIEW responses AS SELECT * FROM read_parquet('{root}/gateway_responses/*/*.parquet', hive_partitioning=false);
CREATE VIEW participants AS SELECT * FROM read_parquet('{root}/participants/*/*.parquet', hive_partitioning=false);
CREATE VIEW named AS
  SELECT ssot__AiAgentSessionId__c AS session_id, arg_min(ssot__AiAgentApiName__c, ssot__StartTimestamp__c) AS agent
  FROM participants WHERE nullif(ssot__AiAgentApiName__c, 'NOT_SET') IS NOT NULL GROUP BY 1;
CREATE MACRO clean(x) AS CASE WHEN x IN ('', 'NOT_SET', 'UNSET_VALUE', 'None') THEN NULL ELSE x END;
CREATE MACRO topic_of(x) AS regexp_replace(clean(x), '_[0-9a-zA-Z]{{15,18}}$', '');
CREATE MACRO lasted(a, b) AS epoch_ms(b) - epoch_ms(a);
CREATE MACRO bucket(ms) AS CASE WHEN ms >= 1 THEN floor(ln(ms) / ln(1.02)) WHEN ms < 1 THEN -1 END;
"""

_RANKED = """
  SELECT *, sum(n) OVER (PARTITION BY {by} ORDER BY b) AS reached, sum(n) OVER (PARTITION BY {by}) AS every FROM ({counted})
"""
_AT = "min(CASE WHEN reached * 100 >= every * {p} THEN round(pow(1.02, b + 0.5)) END) AS p{p}_ms"


def _ranked(counted: str, by: str, percents: tuple[int, ...]) -> str:
    ranks = ", ".join(_AT.format(p=percent) for percent in percents)
    ranked = _RANKED.format(by=by, counted=counted)
    return f"SELECT {by}, sum(n) AS timed, sum(spent) AS spent, {ranks} FROM ({ranked}) GROUP BY ALL ORDER BY 2 DESC"  # noqa: S608 - no stranger's text


QUERIES = {
    "lengths": """
        WITH own AS (SELECT s.ssot__Id__c, count(i.ssot__Id__c) AS turns FROM sessions s LEFT JOIN interactions i
            ON i.ssot__AiAgentSessionId__c = s.ssot__Id__c AND i.ssot__AiAgentInteractionType__c = 'TURN' GROUP BY 1)
        SELECT turns, count(*) AS sessions, count(*) / sum(count(*)) OVER () AS share FROM own GROUP BY 1 ORDER BY 1""",
    "durations": _ranked(
        """SELECT 1 AS one, bucket(lasted(ssot__StartTimestamp__c, ssot__EndTimestamp__c)) AS b,
            count(lasted(ssot__StartTimestamp__c, ssot__EndTimestamp__c)) AS n,
            sum(lasted(ssot__StartTimestamp__c, ssot__EndTimestamp__c)) AS spent FROM steps GROUP BY ALL""",
        "one",
        (50, 90, 95, 99),
    ),
    "slowest": """
        SELECT lasted(ssot__StartTimestamp__c, ssot__EndTimestamp__c) AS took, ssot__Name__c, session_id, agent
        FROM steps LEFT JOIN named USING (session_id) ORDER BY took DESC NULLS LAST LIMIT 20""",
    "topics": """
        WITH own AS (SELECT topic_of(ssot__TopicApiName__c) AS topic, ssot__AiAgentSessionId__c AS id, count(*) AS turns,
            avg(lasted(ssot__StartTimestamp__c, ssot__EndTimestamp__c)) AS mean FROM interactions
            WHERE ssot__AiAgentInteractionType__c = 'TURN' GROUP BY ALL)
        SELECT topic, sum(turns), count(*), avg(mean) FROM own GROUP BY 1 ORDER BY 2 DESC""",
    "transitions": """
        WITH own AS (SELECT topic_of(ssot__TopicApiName__c) AS topic, lag(topic_of(ssot__TopicApiName__c)) OVER
            (PARTITION BY ssot__AiAgentSessionId__c ORDER BY ssot__StartTimestamp__c, ssot__Id__c) AS before
            FROM interactions WHERE ssot__AiAgentInteractionType__c = 'TURN')
        SELECT before, topic, count(*) FROM own GROUP BY ALL ORDER BY 3 DESC""",
    "tools": _ranked(
        """SELECT ssot__Name__c, bucket(lasted(ssot__StartTimestamp__c, ssot__EndTimestamp__c)) AS b,
            count(*) AS n, count(clean(ssot__ErrorMessageText__c)) AS failures,
            sum(lasted(ssot__StartTimestamp__c, ssot__EndTimestamp__c)) AS spent
            FROM steps WHERE ssot__AiAgentInteractionStepType__c IN ('ACTION_STEP', 'RELATED_AGENT_STEP') GROUP BY ALL""",
        "ssot__Name__c",
        (50, 95),
    ),
    "errors": """
        SELECT ssot__Name__c, regexp_replace(ssot__ErrorMessageText__c, '[0-9]+', '#', 'g') AS said, count(*),
            count(DISTINCT session_id), min(ssot__StartTimestamp__c), max(ssot__StartTimestamp__c)
        FROM steps WHERE clean(ssot__ErrorMessageText__c) IS NOT NULL GROUP BY ALL ORDER BY 3 DESC LIMIT 100""",
    "models": _ranked(
        """SELECT provider__c, model__c, bucket(lasted(q.timestamp__c, a.answered)) AS b, count(*) AS n,
            sum(lasted(q.timestamp__c, a.answered)) AS spent, sum(completionTokens__c) AS written
            FROM requests q LEFT JOIN (SELECT generationRequestId__c AS id, min(timestamp__c) AS answered
                FROM responses GROUP BY 1) a ON a.id = q.gatewayRequestId__c
            WHERE q.session_id IS NOT NULL GROUP BY ALL""",
        "provider__c, model__c",
        (50, 95),
    ),
}
"""By question."""

SAID = {"durations": {"of": "steps"}}
"""What is said along with a question so that both sides answer the same."""

EXACT = """SELECT quantile_cont(took, [0.5, 0.9, 0.95, 0.99])
    FROM (SELECT lasted(ssot__StartTimestamp__c, ssot__EndTimestamp__c) AS took FROM steps)"""


def ask(root: Path, name: str) -> Any:
    """Answer a question; without facts that are kept, from the rows."""
    return open_lake(root).ask(name, **SAID.get(name, {})).height


def by_hand(root: Path, name: str) -> Any:
    """Answer the same question in SQL; None where nobody wrote it."""
    if name not in QUERIES:
        return None
    with duckdb.connect() as connection:
        connection.execute(PRELUDE.format(root=root))
        return connection.sql(QUERIES[name]).to_arrow_table().num_rows


def exact(root: Path, _name: str) -> Any:
    """Compute exact percentiles of all steps."""
    with duckdb.connect() as connection:
        connection.execute(PRELUDE.format(root=root))
        return connection.sql(EXACT).fetchall()[0][0]


def buckets(root: Path, _name: str) -> Any:
    """Compute the same percentiles from log buckets."""
    row = open_lake(root).ask("durations", of="steps").row(0, named=True)
    return [row[f"p{percent}_ms"] for percent in (50, 90, 95, 99)]


def facts(root: Path, _name: str) -> Any:
    """Derive the facts of all sessions, and keep them."""
    return len(session_facts(held_in(root)).files)


def analyze(root: Path, _name: str) -> Any:
    """Sum up all sessions from the facts that are kept."""
    kept = kept_facts(held_in(root))
    return None if kept is None else summary(kept.frame()).total.sessions


def lookup(root: Path, name: str) -> Any:
    """Find the steps of one session after the other, warm; `name` says whether their date is known."""
    chosen = open_lake(root).sessions.select("session_id", "started_ms").drop_nulls().collect()
    rows = chosen.gather_every(max(1, chosen.height // LOOKUPS)).rows()
    opened, took = Lookup([root]), []
    for id_, at in [*rows[:WARM_UP], *rows]:
        day = at - at % DAY_MS
        places = (
            files(root, "steps", since_ms=at, until_ms=day + DAY_MS)
            if name == "known"
            else files(root, "steps")
        )
        took.append(_timed(opened, places, id_))
    return median(took[WARM_UP:])


def _timed(opened: Lookup, places: Sequence[Path], session_id: str) -> float:
    began = time.perf_counter()
    opened.rows((places, {"session_id": [session_id]}))
    return time.perf_counter() - began


WORK: dict[str, Callable[[Path, str], Any]] = {
    work.__name__: work for work in (ask, by_hand, exact, buckets, facts, analyze, lookup)
}


def run(work: str, root: str, name: str) -> None:
    """Do something, and print what it took."""
    began = time.perf_counter()
    result = WORK[work](Path(root), name)
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KB_A_MB
    print(json.dumps({"seconds": seconds, "peak_mb": peak, "result": result}))


if __name__ == "__main__":
    run(*sys.argv[1:])
