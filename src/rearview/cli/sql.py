"""`rearview sql`: a lake, asked in SQL."""

import sys
from contextlib import closing
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rearview.cli.options import FORMS, printed
from rearview.errors import AccessError, StatementError

if TYPE_CHECKING:
    from rearview.library.sql import Answer, Dialect, Row

_SHOWN = 100
"""How many rows are shown where nobody says."""


@click.command("sql")
@click.argument("query", required=False)
@click.option(
    "--file", "path", metavar="FILE", type=click.Path(path_type=Path), help="Read the query from a file."
)
@click.option(
    "--data-dir",
    "lake",
    type=click.Path(path_type=Path),
    envvar="REARVIEW_DATA",
    default="./stdm_data",
    show_default=True,
    show_envvar=True,
    help="The lake, or a folder of the older extractor's.",
)
@click.option("--tables", is_flag=True, help="List the tables; with a table's name for QUERY, its columns.")
@click.option(
    "--engine",
    type=click.Choice(["duckdb", "hyper"]),
    default="duckdb",
    show_default=True,
    help="What answers; hyper is the engine of Data 360 itself.",
)
@click.option(
    "--dialect",
    type=click.Choice(["duckdb", "data360"]),
    help="In which SQL the query is.  [default: by the tables that it names]",
)
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    help=f"How many rows at most.  [default: {_SHOWN} in a table to read, else all]",
)
@click.option(
    "--timeout",
    "timeout_s",
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    help="End the query after that.",
)
@printed(table="A table to read", forms=FORMS)
def command(
    *,
    query: str | None,
    path: Path | None,
    lake: Path,
    tables: bool,
    engine: str,
    dialect: "Dialect | None",
    limit: int | None,
    timeout_s: float | None,
    form: str,
    output: Path | None,
) -> None:
    """Ask a lake in SQL: its tables, and those of Data 360 by their names.

    QUERY is one SELECT, WITH, VALUES, DESCRIBE, SUMMARIZE, SHOW or EXPLAIN; - reads it from stdin. It can name the
    canonical tables (sessions, turns, steps …) and every table of Data 360 (ssot__AIAgentSession__dlm …). A query that
    names tables of Data 360 only is taken as Data 360 takes it. SQL reads the lake's tables, and nothing else.
    """
    if tables:
        _list_tables(lake, query, form, output)
        return
    from rearview.cli.diagnostics import note
    from rearview.cli.interruption import heard
    from rearview.cli.progress import watched
    from rearview.library.sql import query as ask

    text = _text(query, path)
    most = limit or (_SHOWN if form == "table" else None)
    with heard():  # Polars, which comes with the import, has its own idea of Ctrl-C; here it counts no more
        with watched() as board:
            board.wait("Running the query …")
            answer = ask(lake, text, engine=engine, dialect=dialect, timeout_s=timeout_s)
            begun = list(islice(answer.rows, 1 if most is None else most + 1))
        with closing(answer.rows):
            for said in answer.notes:
                note(said)
            _tell(answer, begun, most, form, output)


def _tell(answer: "Answer", begun: list["Row"], most: int | None, form: str, output: Path | None) -> None:
    """Print what has come of an answer, and after it, where all of it is wanted, the rest as it comes."""
    from rearview.cli.output import opened
    from rearview.render import forms, sql

    rows = chain(begun, answer.rows) if most is None else iter(begun[:most])
    with opened(output) as sink:
        if form == "json":
            sink.write(sql.json(rows))
        elif form == "ndjson":
            sink.write(forms.ndjson(rows))
        elif form == "csv":
            sink.write(forms.csv(answer.columns, rows))
        else:
            sink.show(sql.show(answer.columns, begun, limit=most, width=sink.width))


def _list_tables(lake: Path, name: str | None, form: str, output: Path | None) -> None:
    from rearview.cli.result import listed
    from rearview.library.sql import list_tables
    from rearview.render import sql

    found = list_tables(lake, *([name] if name else []))
    listed(
        sql.rows_of(found),
        lambda width: sql.show_tables(found, width=width, columns=name is not None),
        *sql.COLUMNS,
    ).tell(form, output)


def _text(query: str | None, path: Path | None) -> str:
    """Return the statement, wherever it stands."""
    if query is not None and path is not None:
        raise StatementError.two_texts()
    if path is None and query != "-":
        return query or ""
    try:
        return sys.stdin.buffer.read().decode() if path is None else path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise StatementError.no_text() from error
    except OSError as error:
        raise AccessError.of(error, doing=f"read {path}") from error
