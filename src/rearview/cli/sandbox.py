"""`rearview sandbox`: the stand-in for Data 360, what is in it, what goes wrong in it, and how to ask it."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rearview.cli.options import printed

if TYPE_CHECKING:
    from rich.text import Text

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
@printed(table="Text to read")
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
    from rearview.render import listing
    from rearview.sandbox.org import Org
    from rearview.sandbox.server import Clock, choose, serve

    last = until.date() if until else datetime.now(UTC).date() - timedelta(days=1)
    org = Org(seed=seed, sessions_per_day=sessions_per_day, days=days, until_ms=_end_ms(last))
    if faults == _LIST:
        _tell(_plans(), lambda width: listing.defined(_named(), width=width), form, output)
    elif stories:
        told = _stories(org)
        groups = list(_by_story(told))
        none = ["So small an org tells no story; give it more days, or more sessions a day."]
        _tell(
            told,
            lambda width: listing.grouped(groups, width=width) if groups else _plain(none),
            form,
            output,
        )
    elif generate:
        rows = _generated(org, generate)
        written = [f"{rows:,} rows are in {generate}."]
        _tell({"folder": str(generate), "rows": rows}, lambda _: _plain(written), form, output)
    else:
        plan = choose(faults) if faults else None
        clock = Clock(org.until_ms) if late else None
        serving = serve(org, port=port, engine=engine, strict=strict, faults=plan, clock=clock)
        with suppress(KeyboardInterrupt), serving as standin:  # Ctrl-C is how it ends, and no mishap
            address = _address(standin)
            _tell(address, lambda _: _plain(_greeting(org, standin, address)), form, output)
            # In short naps: a signal that comes just before one begins is heard after it.
            while not standin.rows.wait(_NAP_S):
                pass
            while True:
                time.sleep(_NAP_S)


def _end_ms(day: date) -> int:
    """Return when a day ends."""
    return (day - date(1970, 1, 1)).days * _DAY_S * 1000 + _DAY_S * 1000


def _named() -> list[tuple[str, str]]:
    from rearview.sandbox.server import NAMED

    return [(name, plan.meaning) for name, plan in NAMED.items()]


def _plans() -> list[Row]:
    return [{"name": name, "meaning": meaning} for name, meaning in _named()]


def _stories(org: "Org") -> list[Row]:
    """Return what is planted where, in order of time."""
    return [
        {
            "story": planted.story,
            "begins": datetime.fromtimestamp(planted.begins_ms // 1000, UTC).isoformat(),
            "session": planted.sessions[0],
            "cause": planted.cause,
        }
        for planted in sorted(org.stories(), key=lambda planted: planted.begins_ms)
    ]


def _by_story(told: list[Row]) -> Iterator[tuple[str, str, Iterator[str]]]:
    """Yield each story with its cause and its sessions."""
    from rearview.sandbox.org import STORIES

    for story in STORIES:
        mine = [row for row in told if row["story"] == story.name]
        if mine:
            sessions = (f"{row['begins'][:16].replace('T', ' ')}  {row['session']}" for row in mine)
            yield story.name, f"{story.sentence} {story.cause}", sessions


def _generated(org: "Org", folder: Path) -> int:
    from rearview.cli.progress import watched
    from rearview.sandbox.org.generate import generate

    with watched() as line:
        return generate(
            folder,
            seed=org.seed,
            sessions_per_day=org.sessions_per_day,
            days=len(org.days),
            until_ms=org.until_ms,
            watch=lambda far: line.say(rows=far.rows, done=far.done, of=far.of),
        )


def _address(standin: "Standin") -> Row:
    """Return where it is, who may sign in, and how to try that."""
    credentials = standin.credentials
    places = {"url": standin.url, "form": credentials.form_path}
    return {
        "url": standin.url,
        "username": credentials.username,
        "consumer_key": credentials.consumer_key,
        "key_path": str(credentials.key_path),
        "try": f"{_SIGN_IN.format(**places)}; {_QUERY.format(**places)}",
    }


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
    yield "Copy this line to try it; its first answer waits until the org is there:"
    yield ""
    yield address["try"]


def _plain(lines: Iterable[str]) -> Iterator["Text"]:
    """Take lines as they are: some are there to be copied, so none is broken."""
    from rich.text import Text

    return map(Text, lines)


def _tell(data: object, lines: Callable[[int], Iterable["Text"]], form: str, output: Path | None) -> None:
    """Print lines to read, made for a width, or the same as JSON."""
    import msgspec

    from rearview.cli.output import opened

    with opened(output) as sink:
        if form == "json":
            sink.write([msgspec.json.format(msgspec.json.encode(data)), b"\n"])
        else:
            sink.show(lines(sink.width))
