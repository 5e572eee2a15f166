"""Views as data: what they may say, and how they meet the columns of files."""

import pytest

from rearview.engines.binding import Constant, Family, Read, bind, missing
from rearview.engines.view import View, ViewColumn, ViewError, identity
from rearview.model.tables import TABLES


def test_a_view_names_canonical_columns_only() -> None:
    """A column or constant that the canonical table doesn't have is refused when the view is made."""
    with pytest.raises(ViewError, match="steps has no such columns, or they are of another type: nmae"):
        View(table="steps", of="steps", columns=(ViewColumn(name="nmae", column="Name", kind="text"),))
    with pytest.raises(ViewError, match="colour"):
        View(table="steps", of="steps", constants={"colour": "red"})


def test_a_view_reads_a_column_by_a_kind_of_its_type() -> None:
    """A time can't be read as text."""
    with pytest.raises(ViewError, match="started_ms"):
        View(table="steps", of="steps", columns=(ViewColumn(name="started_ms", column="Start", kind="text"),))


@pytest.mark.parametrize("table", sorted(TABLES))
def test_the_identity_reads_every_column_under_its_own_name(table: str) -> None:
    """The view of canonical files takes each column from the column of that name."""
    view = identity(table)
    assert (view.table, view.of) == (table, table)
    assert [(column.name, column.column) for column in view.columns] == [
        (column.name, column.name) for column in TABLES[table].columns
    ]


def test_columns_are_matched_whatever_their_case() -> None:
    """The file's own spelling is what is read."""
    view = View(
        table="steps", of="x", columns=(ViewColumn(name="name", column="ssot__Name__c", kind="text"),)
    )
    filled = {column.name: column for column in bind(view, {"SSOT__name__C": "text"})}
    assert filled["name"] == Read(name="name", column="SSOT__name__C", kind="text", family="text")


def test_every_canonical_column_is_filled_in_its_order() -> None:
    """What a view doesn't speak of is null, and what it holds as a constant is that."""
    view = View(table="sessions", of="x", constants={"source": "agentforce"})
    filled = bind(view, {})
    assert [column.name for column in filled] == [column.name for column in TABLES["sessions"].columns]
    assert filled[0] == Constant(name="source", type="text", value="agentforce")
    assert filled[1] == Constant(name="session_id", type="text", value=None)


def test_lacking_and_unreadable_columns_are_counted_by_file() -> None:
    """A column that was never filled isn't lacking; one of a type that the kind can't be read from is."""
    view = View(
        table="steps",
        of="x",
        columns=tuple(
            ViewColumn(name=name, column=name.upper(), kind="text") for name in ("name", "error", "status")
        ),
    )
    files: list[tuple[dict[str, Family], int]] = [
        ({"name": "text", "error": "null"}, 3),
        ({"name": "other", "error": "text", "status": "text"}, 2),
    ]
    assert missing(view, files) == {"STATUS": 3, "NAME": 2}
