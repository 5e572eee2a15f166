"""A session as it is named on the command line."""

import re
from pathlib import Path

import pytest

from rearview.cli.named_session import named, tree_of
from rearview.errors import ArgumentError, NotFoundError
from tests.lakes import ORG, agentforce_lake, older_folder, shown

DELEGATION = next(planted for planted in ORG.stories() if planted.story == "delegation").sessions
_MESSAGING = "ssot__RelatedMessagingSessionId__c"


def test_ids_and_parts_of_them(example: Path) -> None:
    """A part is enough, also of a sub-agent's id; the tree is that of the whole session, from the place that has it."""
    places = [example.parent, agentforce_lake()]
    for part in (DELEGATION[0], DELEGATION[1], DELEGATION[1][9:]):
        found = named(part, places)
        assert (found.tree.root.session_id, found.asked) == (DELEGATION[0], part)
    assert tree_of("5f0c", places).root.session_id.startswith("5f0c1a52")


def test_messaging_sessions() -> None:
    """A session is found by the messaging session that it came in by, if that led to no other."""
    behind = [(row[_MESSAGING], row["ssot__Id__c"]) for row in shown("sessions").to_pylist()]
    ids = [messaging for messaging, _ in behind]
    messaging, session = next((m, s) for m, s in behind if (m or "").startswith("0Mw") and ids.count(m) == 1)
    assert tree_of(messaging, agentforce_lake()).session(session) is not None


def test_files(example: Path) -> None:
    """A path goes before an id; what its name says it holds is what was asked for, if that is an id."""
    found = named(str(example), Path("absent"))
    assert found.asked == example.name.removesuffix(".json.gz")
    assert named(None, example).tree == found.tree


def test_paths_of_nothing(tmp_path: Path, example: Path) -> None:
    """What begins as a path is one: where there is no file, that is said, and no place is asked for such an id."""
    with pytest.raises(NotFoundError, match=re.escape(f"nothing at {tmp_path / 'absent.json.gz'}")):
        named(str(tmp_path / "absent.json.gz"), [example.parent])
    with pytest.raises(ArgumentError, match="which one is meant"):
        named(str(example.parent), [])


def test_names_that_say_nothing(example: Path, tmp_path: Path) -> None:
    """A file of any name may hold a session."""
    copy = tmp_path / "mine.json.gz"
    copy.write_bytes(example.read_bytes())
    assert named(str(copy), []).asked is None


def test_the_older_extractors_folders() -> None:
    """Their sessions are found as those of a lake are."""
    assert tree_of(DELEGATION[0], older_folder()).root.session_id == DELEGATION[0]


def test_nowhere(example: Path) -> None:
    """What is in no place is said of each, with the nearest ids of all."""
    with pytest.raises(NotFoundError) as error:
        named("5f0c1a52-9", [agentforce_lake(), example.parent])
    assert str(agentforce_lake()) in error.value.what
    assert str(example.parent) in error.value.what
    assert "5f0c1a52-7d1e-4a5b-9c33-0a1b2c3d4e5f" in error.value.hint
    with pytest.raises(NotFoundError):
        named("x" * 5000, [example.parent])
    with pytest.raises(ArgumentError):
        named(None, [example.parent])


def test_calls_of_models_stand_at_their_steps() -> None:
    """Whatever is done with the tree, its model calls have been tied to its steps."""
    tree = tree_of(DELEGATION[0], agentforce_lake())
    assert {charge.binding for step in tree.steps() for charge in step.usage} == {"declared", "time_window"}
