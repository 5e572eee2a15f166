"""`rearview moment-urls`: links into the org's own pages."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rearview.cli.asking import About, about, limit
from rearview.cli.options import FORMS, printed
from rearview.errors import NotFoundError

if TYPE_CHECKING:
    from rearview.library import Lake

_SHOWN = 20


@click.command("moment-urls")
@about
@click.option(
    "--session-id", metavar="ID", help="The moments of this session alone: its id, or a part of it."
)
@click.option(
    "--instance-url",
    metavar="URL",
    help="Where the org is, such as https://acme.my.salesforce.com; without it, links begin at its root.",
)
@limit
@printed(table="Links to read", forms=FORMS)
def command(
    *,
    about: About,
    session_id: str | None,
    instance_url: str | None,
    limit: int | None,
    form: str,
    output: Path | None,
) -> None:
    """List links to the org's own pages about moments, the newest first.

    A moment is what a user wanted once in a session. Its page in the org needs the right to see it there.
    """
    from rearview.cli.result import listed
    from rearview.render import moments as page
    from rearview.sources.agentforce.signin.address import origin

    org = "" if instance_url is None else origin(instance_url)
    lake = about.lake()
    if session_id is not None:
        lake = lake.of_sessions({lake.session(session_id).root.session_id})
    rows = _rows(lake, org)
    if not rows:
        raise NotFoundError.moments(about.place)
    kept = rows[: limit or (_SHOWN if form == "table" else None)]
    listed(
        kept,
        lambda width: page.show(kept, of=len(rows), whole=bool(org), width=width),
        *page.COLUMNS,
    ).tell(form, output)


def _rows(lake: "Lake", org: str) -> list[dict[str, Any]]:
    """Return the moments, the newest first, each with its address."""
    from rearview.sources.agentforce.links import moment_url

    columns = ("session_id", "moment_id", "agent", "started_ms", "request")
    held: list[dict[str, Any]] = lake.collect(
        lake.frame("moments", set(columns)).select(*columns)
    ).to_pylist()
    held.sort(key=lambda row: (row["started_ms"] or 0, row["moment_id"]), reverse=True)
    for row in held:
        row["title"] = row.pop("request")
        row["url"] = moment_url(
            row["moment_id"],
            session_id=row["session_id"],
            agent=row["agent"],
            title=row["title"] or "",
            org=org,
        )
    return held
