"""Whether a lake keeps its promises, as people read it."""

from pathlib import Path

from rearview.lake.verify import Breach, Verdict
from rearview.render.verdict import show

LAKE = Path("lakes/one")


def verdict(*breaches: Breach, under_work: tuple[str, ...] = ()) -> list[str]:
    """Return what is said of a lake with these breaches."""
    found = Verdict(root=LAKE, tables=1, cells=2, rows=3, breaches=breaches, under_work=under_work)
    lines = list(show(found, width=60))
    assert max(line.cell_len for line in lines) <= 60
    return [line.plain for line in lines]


def test_a_sound_lake() -> None:
    """A lake that keeps its promises has a mark for each."""
    first, second, gap, *promises = verdict()
    assert [first, second, gap] == ["LAKE lakes/one", "1 table, 2 cells, 3 rows", ""]
    assert {promise[:2] for promise in promises} == {"✓ ", "  "}


def test_many_breaches() -> None:
    """Of many breaches the first are listed, each with its place inside the lake, and the others counted."""
    breaches = [Breach(promise="counted", where=LAKE / f"cell-{n}", what="has 2 rows") for n in range(23)]
    lines = verdict(*breaches, Breach(promise="counted", where=Path("/elsewhere"), what="is outside"))
    assert "    cell-0 has 2 rows" in lines
    assert "    cell-20 has 2 rows" not in lines
    assert "    and 4 more; --format json lists all" in lines


def test_a_place_outside() -> None:
    """A breach outside the lake's folder is shown with its whole path."""
    assert "    /elsewhere is outside" in verdict(
        Breach(promise="whole", where=Path("/elsewhere"), what="is outside")
    )


def test_work_that_goes_on() -> None:
    """What a run left under work is no breach, and is said."""
    assert (
        verdict(under_work=("steps/one",))[-1]
        == "Under work: 1 cell; the next run goes on with what is there."
    )
