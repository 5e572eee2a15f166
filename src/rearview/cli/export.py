"""`rearview export`: sessions in the forms that other tools read."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rearview.cli.asking import About
from rearview.cli.named_session import among
from rearview.errors import ArgumentError
from rearview.model.tables import TABLES
from rearview.render.export import ALIASES, FORMATS, Format

if TYPE_CHECKING:
    from rearview.cli.collector import Collector
    from rearview.cli.exporting import Exporting
    from rearview.render.redaction import Redaction

ALL = "all"


@click.command("export")
@click.argument("session", metavar="SESSION|all")
@among
@click.option(
    "--to",
    "--format",
    "form",
    type=click.Choice([*FORMATS, *ALIASES]),
    default="json",
    show_default=True,
    help="The form to write.",
)
@click.option(
    "-o",
    "--output",
    metavar="FILE|DIR",
    type=click.Path(path_type=Path),
    help="The file to write, or the folder where there are several.  [default: stdout]",
)
@click.option("--endpoint", metavar="URL", help="Send traces to a collector instead: http://127.0.0.1:4318.")
@click.option("--table", type=click.Choice(list(TABLES)), help="Of csv, ndjson and parquet: one table only.")
@click.option(
    "--redact", is_flag=True, help="Mask e-mail addresses, phone and card numbers, tokens and passwords."
)
@click.option(
    "--blank", metavar="COLUMN", multiple=True, help="Blank a column: text, or messages.text.  [repeatable]"
)
@click.option("--since", metavar="TIME", help="Of all: sessions that began then or later.")
@click.option("--until", metavar="TIME", help="Of all: sessions that began earlier.")
@click.option("--agent", "agents", metavar="NAME", multiple=True, help="Of all: an agent's.  [repeatable]")
def command(
    *,
    session: str,
    data_dir: tuple[Path, ...],
    form: str,
    output: Path | None,
    endpoint: str | None,
    table: str | None,
    redact: bool,
    blank: tuple[str, ...],
    since: str | None,
    until: str | None,
    agents: tuple[str, ...],
) -> None:
    """Write sessions in the forms that other tools read.

    SESSION is an id, a part of one, or the path of a snapshot; "all" means every session of a lake.
    json, html, perfetto, otlp and openinference hold a session each; ndjson holds rows of all tables; csv and parquet
    have a file for each table. Ids of traces and spans follow from those of the session: sent twice, it is there once.
    """
    from rearview.cli.exporting import Exporting

    chosen = FORMATS[ALIASES.get(form, form)]
    _check(chosen, endpoint=endpoint, table=table)
    if session != ALL and (since or until or agents):
        raise ArgumentError.one_of_all()
    exporting = Exporting(
        form=chosen,
        output=output,
        table=table,
        redaction=_redaction(blank, detect=redact),
        collector=_collector(endpoint),
    )
    if session == ALL:
        _export_all(exporting, About(folders=data_dir, since=since, until=until, agents=agents))
    else:
        from rearview.cli.named_session import tree_of

        exporting.one(tree_of(session, data_dir))


def _check(form: Format, *, endpoint: str | None, table: str | None) -> None:
    """Refuse options that the form has no use for."""
    from rearview.cli.exporting import TRACES

    if endpoint is not None and form.name not in TRACES:
        raise ArgumentError.no_traces(form.name)
    if table is not None and form.of == "session":
        raise ArgumentError.no_tables(form.name)


def _redaction(blank: tuple[str, ...], *, detect: bool) -> "Redaction | None":
    if not (blank or detect):
        return None
    from rearview.render.redaction import Redaction

    return Redaction.of(blank, detect=detect)


def _collector(endpoint: str | None) -> "Collector | None":
    if endpoint is None:
        return None
    from rearview.cli.collector import collector

    return collector(endpoint)


def _export_all(exporting: "Exporting", about: About) -> None:
    """Export what a lake holds, never more of it in memory than a batch of rows or one session."""
    from rearview.cli.diagnostics import note
    from rearview.cli.progress import watched
    from rearview.model.binding import bind
    from rearview.render.amount import counted
    from rearview.render.export.lake import batches, roots

    lake = about.lake()
    if exporting.form.of != "session":
        exporting.rows(lambda table: batches(lake, table))
        return
    with watched() as board:
        done = exporting.each(
            (bind(lake.session(id_)) for id_ in roots(lake)),
            told=lambda number: board.wait(f"{counted(number, 'session')} exported …"),
        )
    note(f"{counted(done, 'session')} exported.")
