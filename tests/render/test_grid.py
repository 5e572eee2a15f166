"""Tables whose cells are written already."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.text import Text

from rearview.render.grid import Column, columns_that_fit, grid


def _lines(columns: list[Column], width: int) -> list[str]:
    return [line.plain for line in grid(columns, width=width)]


def test_headings_give_way_first() -> None:
    """Where there is no room, headings are broken and stand on their rows; numbers stand right, texts left."""
    columns = [
        Column(heading="Name", cells=["a", "bcd"]),
        Column(heading="Failure rate", cells=["1.0 %", "12.0 %"], right=True),
    ]
    assert _lines(columns, 40) == ["Name  Failure rate", "a            1.0 %", "bcd         12.0 %"]
    assert _lines(columns, 14) == ["       Failure", "Name      rate", "a        1.0 %", "bcd     12.0 %"]


def test_names_are_broken_between_their_words() -> None:
    """A name that is too long goes on below, from where one of its words ends; a word without end is cut."""
    columns = [
        Column(heading="", cells=["Customer_Support_Agent v1"]),
        Column(heading="n", cells=["1"], right=True),
    ]
    assert _lines(columns, 22)[1:] == ["Customer_Support_    1", "Agent v1"]
    assert _lines([Column(heading="x", cells=["y" * 40])], 16)[1:] == ["y" * 16, "y" * 16, "y" * 8]


def test_what_has_no_room_is_left_out() -> None:
    """Columns are left out from the right until the others have room; the first stays."""
    columns = [Column(heading=name * 10, cells=["1"], right=True) for name in "abcd"]
    assert columns_that_fit(columns, 34) == 3
    assert _lines(columns, 34)[0] == f"{'a' * 10}  {'b' * 10}  {'c' * 10}"
    assert columns_that_fit(columns, 3) == 1


def test_lines_below_a_row() -> None:
    """What belongs below a row stands there, and rows keep their styles."""
    columns = [Column(heading="Id", cells=["1", "2"], styles=["red", ""], whole=True)]
    lines = list(grid(columns, width=20, below=lambda row: [Text(f"  below {row}")]))
    assert [line.plain for line in lines] == ["Id", "1", "  below 0", "2", "  below 1"]
    assert str(lines[1].spans[0].style) == "red"


def test_nothing_at_all() -> None:
    """No rows are headings alone, and no columns nothing."""
    assert _lines([Column(heading="Name", cells=[])], 20) == ["Name"]
    assert _lines([], 20) == []


@given(
    cells=st.lists(st.lists(st.text(max_size=40), min_size=3, max_size=3), min_size=1, max_size=5),
    width=st.integers(64, 100),
)
def test_no_line_is_too_wide(cells: list[list[str]], width: int) -> None:
    """Whatever cells hold, wide characters and controls too, no line is wider than the page."""
    columns = [Column(heading="Some heading", cells=column) for column in zip(*cells, strict=True)]
    assert max(cell_len(line) for line in _lines(columns, width)) <= width
