"""`rearview sandbox`: the stand-in for Data 360, what is in it, what goes wrong in it, and how to ask it."""

import shlex
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rearview.cli.options import FORMS, printed

if TYPE_CHECKING:
    from rich.text import Text

    from rearview.cli.result import Result
    from rearview.sandbox.org import Org
    from rearview.sandbox.server import Standin

_DAY_S = 86_400
_NAP_S = 0.5
_LIST = "list"

_SIGN_IN = r"""TOKEN=$(curl -s {url}/services/oauth2/token -d @{form} | sed 's/.*"access_token":"\([^"]*\)".*/\1/')"""
_QUERY = (
    "curl -s '{url}/services/data/v64.0/ssot/query-sql?dataspace=default'"
    """ -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json'"""
    r""" -d '{{"sql": "SELECT count(*) FROM \"ssot__AIAgentSession__dlm\""}}'"""
)

Row = dict[str, Any]


@click.command("sandbox")
@click.option(
    "--port", type=click.IntRange(0, 65_535), default=0, help="Where to listen; any free port if not given."
)
@click.option(
    "--seed", type=int, default=0, show_default=True, help="Which org: a seed always gives the same one."
)
@click.option(
    "--sessions-per-day",
    type=click.IntRange(1),
    default=200,
    show_default=True,
    help="How busy its agents are.",
)
@click.option(
    "--days", type=click.IntRange(1), default=10, show_default=True, help="How many days of it there are."
)
@click.option(
    "--until",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The last of its days, in UTC; yesterday if not given.",
)
@click.option("--late", is_flag=True, help="Begin where its last day ends, with much of it still to come in.")
@click.option(
    "--engine",
    type=click.Choice(["duckdb", "hyper"]),
    default="duckdb",
    show_default=True,
    help="What answers SQL; hyper is what Data 360 itself runs on.",
)
@click.option("--strict", is_flag=True, help="Fold names without quotes, as that engine does by itself.")
@click.option("--faults", metavar="NAME|FILE", help="What goes wrong; 'list' shows what there is.")
@click.option("--stories", is_flag=True, help="List what happens in which of its sessions, and end.")
@click.option(
    "--generate",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Write the org to Parquet files, and end.",
)
@printed(table="Text to read", forms=FORMS)
def command(
    *,
    port: int,
    seed: int,
    sessions_per_day: int,
    days: int,
    until: datetime | None,
    late: bool,
    engine: str,
    strict: bool,
    faults: str | None,
    stories: bool,
    generate: Path | None,
    form: str,
    output: Path | None,
) -> None:
    """Run a stand-in for Data 360, with an org of its own in it.

    It answers on this machine only, until Ctrl-C, and prints how to sign in to it. Everything in its org is made up.
    """
    from rearview.sandbox.org import Org
    from rearview.sandbox.server import Clock, choose, serve

    last = until.date() if until else datetime.now(UTC).date() - timedelta(days=1)
    org = Org(seed=seed, sessions_per_day=sessions_per_day, days=days, until_ms=_end_ms(last))
    if faults == _LIST:
        _plans().tell(form, output)
    elif stories:
        _stories(org).tell(form, output)
    elif generate:
        _generated(org, generate).tell(form, output)
    else:
        plan = choose(faults) if faults else None
        clock = Clock(org.until_ms) if late else None
        serving = serve(org, port=port, engine=engine, strict=strict, faults=plan, clock=clock)
        with suppress(KeyboardInterrupt), serving as standin:  # Ctrl-C is how it ends, and no mishap
            _address(org, standin).tell(form, output)
            # In short naps: a signal that comes just before one begins is heard after it.
            while not standin.rows.wait(_NAP_S):
                pass
            while True:
                time.sleep(_NAP_S)


def _end_ms(day: date) -> int:
    """Return when a day ends."""
    return (day - date(1970, 1, 1)).days * _DAY_S * 1000 + _DAY_S * 1000


def _plans() -> "Result":
    """Return the fault plans that have a name."""
    from rearview.cli.result import listed
    from rearview.render import listing
    from rearview.sandbox.server import NAMED

    named = [(name, plan.meaning) for name, plan in NAMED.items()]
    rows = [{"name": name, "meaning": meaning} for name, meaning in named]
    return listed(rows, lambda width: listing.defined(named, width=width), "name", "meaning")


def _stories(org: "Org") -> "Result":
    """Return what is planted where, in order of time."""
    from rearview.cli.result import listed
    from rearview.render import listing

    rows = [
        {
            "story": planted.story,
            "begins": datetime.fromtimestamp(planted.begins_ms // 1000, UTC).isoformat(),
            "session": planted.sessions[0],
            "cause": planted.cause,
        }
        for planted in sorted(org.stories(), key=lambda planted: planted.begins_ms)
    ]
    groups = list(_by_story(rows))
    none = ["So small an org tells no story; give it more days, or more sessions a day."]

    def lines(width: int) -> Iterable["Text"]:
        return listing.grouped(groups, width=width) if groups else _plain(none)

    return listed(rows, lines, "story", "begins", "session", "cause")


def _by_story(told: list[Row]) -> Iterator[tuple[str, str, list[str]]]:
    """Yield each story with its cause and its sessions."""
    from rearview.sandbox.org import STORIES

    for story in STORIES:
        mine = [row for row in told if row["story"] == story.name]
        if mine:
            sessions = [f"{row['begins'][:16].replace('T', ' ')}  {row['session']}" for row in mine]
            yield story.name, f"{story.sentence} {story.cause}", sessions


def _generated(org: "Org", folder: Path) -> "Result":
    from rearview.cli.progress import watched
    from rearview.sandbox.org.generate import generate

    with watched() as board:
        rows = generate(
            folder,
            seed=org.seed,
            sessions_per_day=org.sessions_per_day,
            days=len(org.days),
            until_ms=org.until_ms,
            watch=lambda far: board.say(rows=far.rows, done=far.done, of=far.of),
        )
    return _told({"folder": str(folder), "rows": rows}, [f"{rows:,} rows are in {folder}."])


def _address(org: "Org", standin: "Standin") -> "Result":
    """Return where it is, who may sign in, and how to try that."""
    credentials = standin.credentials
    places = {"url": standin.url, "form": credentials.form_path}
    address = {
        "url": standin.url,
        "username": credentials.username,
        "consumer_key": credentials.consumer_key,
        "key_path": str(credentials.key_path),
        "extract": shlex.join(["rearview", *extraction(org, standin)]),
        "try": f"{_SIGN_IN.format(**places)}; {_QUERY.format(**places)}",
    }
    return _told(address, _greeting(org, standin, address))


def extraction(org: "Org", standin: "Standin") -> list[str]:
    """Return the words that copy the whole org into a lake: all of its days, as seen from its own now."""
    passed_ms = standin.clock.now_ms() - org.days[0] * _DAY_S * 1000
    return [
        *("extract", "--org", standin.credentials.username, "--login-url", standin.url),
        *("--consumer-key", standin.credentials.consumer_key),
        *("--key-path", str(standin.credentials.key_path)),
        *("--days", str(ceil(passed_ms / (_DAY_S * 1000)) + 1)),
    ]


def _greeting(org: "Org", standin: "Standin", address: Row) -> Iterator[str]:
    last = date(1970, 1, 1) + timedelta(days=org.days[-1])
    yield f"A stand-in for Data 360 answers at {address['url']} until Ctrl-C."
    yield f"Its org has {org.sessions_per_day:,} sessions a day for {len(org.days):,} days up to {last}."
    if standin.faults.plan.meaning:
        yield f"What goes wrong: {standin.faults.plan.meaning}"
    yield ""
    for name in ("username", "consumer_key", "key_path"):
        yield f"  {name.replace('_', ' '):14}{address[name]}"
    yield ""
    yield "Copy this line to extract all of it; the first answer waits until the org is there:"
    yield ""
    yield address["extract"]
    yield ""
    yield "Or ask it by hand:"
    yield ""
    yield address["try"]


def _told(row: Row, lines: Iterable[str]) -> "Result":
    """Return one thing, in words and for programs."""
    from rearview.cli.result import Result

    return Result(lines=lambda _: _plain(lines), document=row, columns=tuple(row), rows=[row])


def _plain(lines: Iterable[str]) -> Iterator["Text"]:
    """Take lines as they are: some are there to be copied, so none is broken."""
    from rich.text import Text

    return map(Text, lines)
