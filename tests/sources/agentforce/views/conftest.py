"""What the tests of the views share: canonical rows of the org by every engine, and what the source has, as plain rows."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import pytest

from rearview.engines import ENGINES
from rearview.library import Lake, open_lake
from rearview.sandbox.org.symptoms import Symptom
from tests.lakes import ORG, agentforce_lake, shown

Row = dict[str, Any]
NOTHING = {None, "", "NOT_SET", "UNSET_VALUE", "None"}


@pytest.fixture(scope="session", params=[name for name in ENGINES if name != "spark"])
def lake(request: pytest.FixtureRequest) -> Lake:
    """The org's lake, asked by each engine that needs no other machine."""
    return open_lake(agentforce_lake(), request.param)


@pytest.fixture(scope="session")
def rows(lake: Lake) -> Callable[[str], list[Row]]:
    """Canonical rows of a table."""

    @cache
    def of(table: str) -> list[Row]:
        found: list[Row] = lake.collect(lake.frame(table)).to_pylist()
        return found

    return of


@pytest.fixture(scope="session")
def source() -> Callable[[str], list[Row]]:
    """Rows of a table as the source has them, with null for the words that mean nothing."""

    @cache
    def of(folder: str) -> list[Row]:
        return [
            {name: None if value in NOTHING else value for name, value in row.items()}
            for row in shown(folder).to_pylist()
        ]

    return of


@pytest.fixture(scope="session")
def session_of(source: Callable[[str], list[Row]]) -> Mapping[str, str]:
    """The session of each generation: of the step that names it, or of the request that it came of."""
    turns = {row["ssot__Id__c"]: row["ssot__AiAgentSessionId__c"] for row in source("interactions")}
    steps = {
        row["ssot__GenerationId__c"]: turns.get(row["ssot__AiAgentInteractionId__c"])
        for row in source("steps")
    }
    asked = {row["gatewayRequestId__c"]: row["sessionId__c"].strip('"') for row in source("gateway_requests")}
    asked = {request: session for request, session in asked.items() if session != "no_session"}
    answers = {
        row["generationResponseId__c"]: row["generationRequestId__c"] for row in source("gateway_responses")
    }
    found: dict[str, str] = {}
    for row in source("generations"):
        id_ = row["generationId__c"]
        session = steps.get(id_) or asked.get(answers.get(row["generationResponseId__c"], ""))
        if session is not None:
            found[id_] = session
    return found


@pytest.fixture(scope="session")
def planted() -> Callable[[Symptom], dict[str, set[str]]]:
    """The sessions that show a symptom, each with the ids of the rows that show it, as far as the source shows both."""

    @cache
    def of(symptom: Symptom) -> dict[str, set[str]]:
        there = set(shown("sessions")["ssot__Id__c"].to_pylist())
        found: defaultdict[str, set[str]] = defaultdict(set)
        for session, evidence in ORG.showing(symptom).items():
            for row in evidence:
                if session in there and row.id in _ids(row.folder):
                    found[session].add(row.id)
        return dict(found)

    return of


@cache
def _ids(folder: str) -> set[str]:
    from rearview.sources.agentforce.catalog import CATALOG

    return set(shown(folder)[CATALOG[folder].key].to_pylist())
