"""Two cohorts of a lake, compared: what `rearview compare --cohort … --cohort …` does."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rearview.cli.asking import About
from rearview.errors import NotFoundError

if TYPE_CHECKING:
    from rearview.library.allowance import Allowance


def compare_cohorts(
    cohorts: tuple[str, str],
    folders: tuple[Path, ...],
    *,
    fail_on: Sequence[str],
    form: str,
    output: Path | None,
) -> bool:
    """Compare two cohorts and print it; return whether the second is no worse than is allowed."""
    from rearview.cli.diagnostics import note
    from rearview.cli.result import listed
    from rearview.library.allowance import Allowance
    from rearview.render import cohorts as page

    allowances = [Allowance.read(text) for text in fail_on]
    about = About(folders=folders, since=None, until=None, agents=())
    lake = about.lake()
    rows = about.ask(lake, "change", {"before": cohorts[0], "after": cohorts[1]}).rows(named=True)
    if not rows:
        raise about.nothing(lake, "how do the cohorts differ?")
    by_measure = {row["measure"]: row for row in rows}
    verdicts = [_verdict(allowance, by_measure) for allowance in allowances]
    listed(rows, lambda width: page.show(cohorts, rows, verdicts, width=width), *rows[0]).tell(form, output)
    if form != "table" or output is not None:
        for said, _ in verdicts:
            note(said)
    return all(kept for _, kept in verdicts)


def _verdict(allowance: "Allowance", rows: Mapping[str, Mapping[str, Any]]) -> tuple[str, bool]:
    """Return whether an allowance was kept, and how that reads."""
    row = rows.get(allowance.measure)
    if row is None or row["difference"] is None:
        raise NotFoundError.measured(allowance.measure)
    if not allowance.is_exceeded(row):
        return f"{allowance.said}: kept.", True
    if row["beyond_chance"] is False:
        return f"{allowance.said}: exceeded, though chance alone may bring as much; this doesn't fail.", True
    if row["beyond_chance"] is None:
        return (
            f"{allowance.said}: exceeded, by too few sessions to tell it from chance; this doesn't fail.",
            True,
        )
    return f"{allowance.said}: exceeded, by more than chance. B is worse than A.", False
