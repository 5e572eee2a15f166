"""The stand-in's stories as `why` tells them: what was planted comes first, and where nothing was, nothing is grave."""

from collections import defaultdict
from functools import cache

import pytest

from rearview.library import open_lake
from rearview.model.findings import Finding, findings
from rearview.model.tables import TABLES, Rows
from rearview.model.tree import build
from rearview.sandbox.org.stories import STORIES
from tests.lakes import ORG, agentforce_lake

FIRST = {
    "action-failure": "failed_step",
    "regression": "failed_step",
    "loop": "loop",
    "slow-action": "slow_step",
    "wrong-topic": "wrong_topic",
    "escalation": "escalation",
    "abandonment": "abandonment",
    "ungrounded": "knowledge_miss",
    "poor-retrieval": "knowledge_miss",
    "toxic-input": "toxic_input",
    "prompt-attack": "prompt_attack",
    "personal-data": "personal_data",
    "low-adherence": "low_adherence",
    "negative-feedback": "negative_feedback",
}
"""Which rule names the cause that each story has."""
LED_TO = {"ungrounded": "ungrounded", "poor-retrieval": "unfaithful"}
"""What came of it, where the story is told by that."""
FAULTLESS = {"success", "voice", "builder-preview", "over-midnight", "open", "delegation"}
HEALTHY = "everyday"


@cache
def told() -> dict[str, list[tuple[Finding, ...]]]:
    """The findings of every session of the org, by the story that it tells."""
    stories = {id_: planted.story for planted in ORG.stories() for id_ in planted.sessions}
    found: defaultdict[str, list[tuple[Finding, ...]]] = defaultdict(list)
    for id_, rows in _rows().items():
        found[stories.get(id_, HEALTHY)].append(findings(build(rows)))
    return found


def _rows() -> dict[str, Rows]:
    lake = open_lake(agentforce_lake())
    by_session: defaultdict[str, defaultdict[str, list[object]]] = defaultdict(lambda: defaultdict(list))
    for name, table in TABLES.items():
        columns = [column.name for column in table.columns]
        for row in lake.collect(lake.frame(name)).select(columns).to_pylist():
            by_session[row["session_id"]][name].append(table.row(**row))
    return {
        id_: Rows(**{name: tuple(rows) for name, rows in tables.items()})  # type: ignore[arg-type]
        for id_, tables in by_session.items()
    }


def test_every_story_is_looked_at() -> None:
    """Each story of the stand-in either has a cause that a rule names, or none."""
    assert {story.name for story in STORIES} == FAULTLESS | set(FIRST)


@pytest.mark.parametrize("story", FIRST)
def test_the_planted_cause_is_named_first(story: str) -> None:
    """Whatever else went wrong in such a session, it comes after the cause, and mostly because of it."""
    sessions = told()[story]
    assert sessions
    assert {found[0].rule if found else None for found in sessions} == {FIRST[story]}
    for found in sessions:
        assert all(one.because is not None for one in found[1:] if one.severity != "P3")


@pytest.mark.parametrize("story", LED_TO)
def test_what_the_cause_led_to_says_so(story: str) -> None:
    """An invented answer is told as what came of a search that found nothing."""
    for found in told()[story]:
        assert [one.because for one in found if one.rule == LED_TO[story]] == [1]


@pytest.mark.parametrize("story", [*sorted(FAULTLESS), HEALTHY])
def test_where_nothing_is_planted_nothing_is_grave(story: str) -> None:
    """A session without a fault has nothing above P3, whatever its recorder left out."""
    sessions = told()[story]
    assert sessions
    assert [(one.rule, one.sentence) for found in sessions for one in found if one.severity != "P3"] == []
