"""A table to read on a terminal."""

from rich.cells import cell_len

from rearview.render.table import table


def _lines(*rows: tuple[str | int | float | None, ...], width: int = 80) -> list[str]:
    return [line.plain for line in table(("Table", "Rows"), rows, width=width)]


def test_numbers_stand_right_and_text_left() -> None:
    """Thousands are marked, and a cell without a value is empty."""
    assert _lines(("sessions", 1_204), ("steps", None), ("moments", 1.5)) == [
        "Table      Rows",
        "sessions  1,204",
        "steps",
        "moments    1.50",
    ]


def test_a_table_without_rows_is_its_headings() -> None:
    """No row is no mishap."""
    assert _lines() == ["Table  Rows"]


def test_text_is_wrapped_where_the_page_is_narrow() -> None:
    """No line is wider than the page; numbers are never broken."""
    lines = _lines(("a table with a long name", 1_000_000), ("会話" * 10, 1), width=20)
    assert lines[1] == "a table    1,000,000"
    assert max(map(cell_len, lines)) <= 20


def test_a_page_too_narrow_is_overrun() -> None:
    """Words keep room enough to be read, even where there is none."""
    assert _lines(("sessions of today", 1_000_000), width=5)[1] == "sessions  1,000,000"


def test_text_does_no_harm() -> None:
    """What could move the cursor is shown by its picture."""
    assert _lines(("\x1b[2J", 1))[1].startswith("␛[2J")
