"""Sessions without what is private in them: what goes, and the shape that stays."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from rearview.errors import ArgumentError
from rearview.library import load_session
from rearview.model.session import Tree
from rearview.model.tables import TABLES, MessageRow, Rows, SessionRow, StepRow, TurnRow, UsageRow
from rearview.model.tree import build, check
from rearview.render.export.redacted import without_private
from rearview.render.export.rows import schema_of, tables_of
from rearview.render.redaction import BLANK, Redaction
from tests.render.export.planted import planted

EMAIL = "alice@example.com"
SEARCHED = Redaction.of([], detect=True)


def test_every_text_is_searched() -> None:
    """An address that stands in every column of every table is in none of them any more, but for ids and the source."""
    tree = build(Rows(**{name: (_filled(name),) for name in TABLES}))
    told = [
        f"{table}.{column}"
        for table, rows in tables_of(SEARCHED.tree(tree)).items()
        for column in rows.column_names
        if EMAIL in rows[column].to_pylist()
    ]
    assert {name.rpartition(".")[2] for name in told} == {"source"} | {
        column.name for table in TABLES.values() for column in table.columns if column.name.endswith("_id")
    } - _UNNAMED


def _filled(table: str) -> Any:
    return TABLES[table].row(
        **{
            column.name: EMAIL
            for column in TABLES[table].columns
            if column.type == "text" and not column.values and column.name not in _UNNAMED
        }
    )


_UNNAMED = {"parent_session_id", "child_session_id", "previous_step_id", "previous_turn_id"}


def test_the_shape_stays(example: Path) -> None:
    """A recorded run has the same rows, ids, times and nulls, in the same places."""
    tree = load_session(example)
    redacted = SEARCHED.tree(tree)
    assert check(redacted) == []
    assert redacted.openers == tree.openers
    for table, before in tables_of(tree).items():
        after = tables_of(redacted)[table]
        for column in before.column_names:
            old, new = before[column].to_pylist(), after[column].to_pylist()
            assert [value is None for value in old] == [value is None for value in new]
            if column.endswith(("_id", "_ms")):
                assert old == new


def test_columns_are_blanked() -> None:
    """A column that is named is blank wherever it has a value; of a table and a name, only that one is."""
    redaction = Redaction.of(["steps.input_text", "error", "outcome", "tokens_in"], detect=False)
    tree = redaction.tree(planted())
    tables = tables_of(tree)
    assert tables["steps"]["input_text"].to_pylist() == [BLANK, BLANK, None, None, None, None]
    assert tables["sessions"]["error"].to_pylist() == [None, BLANK]
    assert tables["steps"]["error"].to_pylist()[-1] == BLANK
    assert set(tables["sessions"]["outcome"].to_pylist()) == {None}
    assert set(tables["usage"]["tokens_in"].to_pylist()) == {None}
    assert tables["messages"]["text"].to_pylist() == ["Here.", "Where?"]


@pytest.mark.parametrize(
    "column", ["session_id", "source", "steps.step_id", "messages.input_text", "nonsense"]
)
def test_some_columns_cant_be_blanked(column: str) -> None:
    """Ids hold rows together, and a column that a table hasn't got was mistyped."""
    with pytest.raises(ArgumentError, match=column):
        Redaction.of([column], detect=False)


def test_a_tree_without_anything_private_is_as_it_was() -> None:
    """Nothing is changed where nothing is found."""
    tree = planted()
    assert SEARCHED.tree(tree) == tree


def test_tables_are_redacted_as_trees_are() -> None:
    """Batches of a lake lose the same as a tree does."""
    tree = _private(planted())
    redaction = Redaction.of(["details", "cost_usd", "name"], detect=True)
    expected = tables_of(redaction.tree(tree))
    for table, rows in tables_of(tree).items():
        (found,) = without_private(redaction, table, [rows])
        assert found.equals(expected[table])
        assert found.schema.equals(schema_of(table))
    assert isinstance(found, pa.Table)


def _private(tree: Tree) -> Tree:
    """Return a tree with something private in it."""
    return replace(tree, sessions=tuple(replace(session, title=f"mail {EMAIL}") for session in tree.sessions))


def test_rows_of_every_class_are_redacted() -> None:
    """What hangs at a step, a turn or a session is redacted, wherever it is."""
    names: dict[str, Any] = {"source": "test", "session_id": "s"}
    rows = Rows(
        sessions=(SessionRow(**names),),
        turns=(TurnRow(**names, turn_id="t"),),
        steps=(StepRow(**names, turn_id="t", step_id="x"),),
        messages=(MessageRow(**names, message_id="m", text=EMAIL),),
        usage=(
            UsageRow(**names, error=EMAIL),
            UsageRow(**names, turn_id="t", error=EMAIL),
            UsageRow(**names, turn_id="t", step_id="x", error=EMAIL),
        ),
    )
    tables = tables_of(SEARCHED.tree(build(rows)))
    assert tables["usage"]["error"].to_pylist() == ["[email]"] * 3
    assert tables["messages"]["text"].to_pylist() == ["[email]"]
