"""Ids that are distinct within a file."""

from hypothesis import given
from hypothesis import strategies as st

from rearview.sources.snapshots.ids import Ids


def test_the_first_bearer_keeps_an_id() -> None:
    """Later bearers of an id are numbered, around ids that look like numbered ones."""
    ids = Ids()
    assert [ids.take(wanted) for wanted in ("a", "b", "a~2", "a", "a", "b")] == [
        "a",
        "b",
        "a~2",
        "a~3",
        "a~4",
        "b~2",
    ]


def test_taken_ids_are_known() -> None:
    """Whether an id is taken can be asked beforehand."""
    ids = Ids()
    ids.take("a")
    assert "a" in ids
    assert "b" not in ids


@given(st.lists(st.sampled_from(["a", "a~2", "a~2~2", "b", ""])))
def test_ids_never_collide(wanted: list[str]) -> None:
    """Whatever is wanted, in whatever order, no two bearers share an id; and the same wishes are answered alike."""
    first, second = Ids(), Ids()
    taken = [first.take(id_) for id_ in wanted]
    assert len(set(taken)) == len(wanted)
    assert taken == [second.take(id_) for id_ in wanted]
