"""`rearview topics`: which topics take the turns."""

import json
from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from tests.cli.typed import Asker, asking
from tests.lakes import kept_lake, shown

Golden = Callable[[str, bytes], None]


@pytest.fixture
def ask(capsysbinary: pytest.CaptureFixture[bytes]) -> Iterator[Asker]:
    """Commands about the org's lake."""
    with asking(capsysbinary, kept_lake()) as asker:
        yield asker


def test_topics_to_read(ask: Asker, golden: Golden) -> None:
    """Each topic with its turns, its sessions and a bar for its part of all turns."""
    done = ask("topics")
    assert (done.code, done.err) == (0, "")
    golden("ask/topics.txt", done.out)


def test_turns_are_those_of_the_source(ask: Asker) -> None:
    """Turns are counted as the source has them, preview suffixes merged."""
    told = {row["topic"]: row["turns"] for row in json.loads(ask("topics", "--format", "json").out)}
    turns = [
        row for row in shown("interactions").to_pylist() if row["ssot__AiAgentInteractionType__c"] == "TURN"
    ]
    plain = Counter(row["ssot__TopicApiName__c"] for row in turns)
    assert sum(told.values()) == len(turns)
    assert told["Order_Tracking"] >= plain["Order_Tracking"] > 0
    assert not [topic for topic in told if topic and topic[-15:].isalnum() and topic[-15:-14].isdigit()]


def test_broken_down(ask: Asker) -> None:
    """--by tells agents apart, and --limit cuts."""
    rows = json.loads(ask("topics", "--by", "agent", "--limit", "4", "--format", "json").out)
    assert len(rows) == 4
    assert {"agent", "topic"} < set(rows[0])
