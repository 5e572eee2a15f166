"""`rearview ask findings`: the one question that is answered session by session."""

from collections.abc import Mapping
from pathlib import Path

from rearview.cli.asking import About


def tell_findings(
    about: About, said: Mapping[str, object], *, most: int | None, form: str, output: Path | None
) -> None:
    """Open the sessions that have something wrong, and print what goes wrong in them."""
    from rearview.cli.diagnostics import note
    from rearview.cli.progress import watched
    from rearview.cli.result import listed
    from rearview.errors import NotFoundError
    from rearview.library.findings import QUESTION, grouped
    from rearview.library.selection import counted
    from rearview.render import answer as page

    sessions = QUESTION.read(said)["sessions"]
    lake = about.lake()
    facts = about.facts(lake)
    with watched() as board:
        found = grouped(
            lake,
            facts,
            sessions=int(str(sessions)),
            watch=lambda done, of: board.wait(f"Opening sessions: {done:,} of {of:,} …"),
        )
    if not found.rows:
        of = counted(facts)
        raise NotFoundError.matching("with something wrong", of) if of else about.none()
    opened = f"{found.opened:,} sessions were opened, of {found.wrong:,} with something wrong by their facts"
    note(f"{opened}{f'; {found.unreadable:,} could not be' if found.unreadable else ''}.")
    heads = [column for column in QUESTION.columns if column.name not in {"signature", "examples"}]
    names = [column.name for column in QUESTION.columns]
    rows = found.rows if most is None else found.rows[:most]
    listed(
        rows, lambda width: page.show(QUESTION.question, heads, found.rows, width=width, limit=most), *names
    ).tell(form, output)
