"""Rows of an answer as a table."""

from dataclasses import dataclass

from rearview.render.snapshot.sheet import Column, by_session, sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row."""

    session_id: str = "s"
    agent: str = "a"
    name: str | None = None
    same: int = 1


COLUMNS = (
    Column(heading="Agent", value=lambda row: row.agent, telling=True),
    Column(heading="Name", value=lambda row: row.name),
    Column(heading="Same", value=lambda row: row.same, telling=True),
)


def shown(*rows: Row) -> list[str]:
    """Return the lines of a table by session."""
    return [line.plain for line in by_session(rows, COLUMNS, width=40, none="Nothing.")]


def test_columns_that_say_nothing() -> None:
    """A column that is empty, or would be the same all the way down and says so of itself, is left out."""
    assert shown(Row(name="x"), Row(name="y")) == ["Name", "x", "y"]
    assert shown(Row(same=1), Row(same=2)) == ["Same", "   1", "   2"]


def test_a_table_a_session() -> None:
    """Rows of several sessions that stand together have a table for each; an agent without a name isn't said twice."""
    told = shown(Row(name="x"), Row(session_id="t", agent="t", name="y"))
    assert told == ["a  s", "Name", "x", "", "t", "Name", "y"]


def test_rows_in_another_order() -> None:
    """Rows that were sorted across sessions stay in their order, and each says whose it is."""
    mixed = (Row(name="x"), Row(session_id="t", agent="b", name="y"), Row(name="z"))
    assert shown(*mixed) == ["Agent  Name", "a      x", "b      y", "a      z"]


def test_nothing() -> None:
    """Without rows there is a sentence."""
    assert [line.plain for line in sheet([], COLUMNS, width=40, none="Nothing.")] == ["Nothing."]
