"""`rearview actions`: which actions and tools are called."""

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


def test_actions_to_read(ask: Asker, golden: Golden) -> None:
    """Each action with its calls, its failures and its times."""
    done = ask("actions", "--min-calls", "8")
    assert (done.code, done.err) == (0, "")
    golden("ask/actions.txt", done.out)


def test_calls_are_those_of_the_source(ask: Asker) -> None:
    """Calls and failures are counted as the source has them."""
    rows = json.loads(ask("actions", "--format", "json").out)
    actions = [
        row
        for row in shown("steps").to_pylist()
        if row["ssot__AiAgentInteractionStepType__c"] == "ACTION_STEP"
    ]
    calls = Counter(row["ssot__Name__c"].rpartition(".")[2] for row in actions)
    failed = [row for row in actions if row["ssot__ErrorMessageText__c"] not in {None, "", "NOT_SET"}]
    assert {row["name"]: row["calls"] for row in rows if row["kind"] == "tool"} == dict(calls)
    assert sum(row["failures"] for row in rows) == len(failed) > 0


def test_broken_down(ask: Asker) -> None:
    """--by adds columns, and --limit cuts."""
    rows = json.loads(ask("actions", "--by", "agent,channel", "--limit", "2", "--format", "json").out)
    assert len(rows) == 2
    assert {"agent", "channel", "name"} < set(rows[0])
