"""`rearview snapshot doctor`: what is wrong with a file, and what can be saved of it."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rearview.cli import diagnostics
from rearview.cli.diagnostics import ExitCode
from rearview.cli.options import FORMS, printed
from rearview.cli.snapshot.options import among
from rearview.errors import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.text import Text

    from rearview.sources.snapshots.doctor import Diagnosis

_COLUMNS = ("file", "kind", "sentence", "hint")


@click.command("doctor")
@click.argument("file", default="latest")
@among
@click.option(
    "--salvage",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Write what can be saved of a broken file to a new one.",
)
@click.option(
    "--recover",
    is_flag=True,
    help="Make snapshots of the journals that killed processes left in the folder, or of FILE's alone.",
)
@printed(table="Findings to read", forms=FORMS)
@click.pass_context
def command(
    context: click.Context,
    *,
    file: str,
    folder: Path,
    salvage: Path | None,
    recover: bool,
    form: str,
    output: Path | None,
) -> None:
    """Say what is wrong with a file, and save what can be saved.

    Tells apart what is empty, cut short, damaged, no gzip, no JSON, no snapshot, unfinished, of an unknown version, a
    sub-agent's under the root's name, and without its payload files; and why a file isn't there. Exits 1 if the file
    can't be read, 3 if there is none.
    """
    if recover:
        context.exit(_recover(file, folder, form, output))
    from rearview.cli.result import Result
    from rearview.render.snapshot.diagnosis import diagnosis
    from rearview.sources.snapshots.doctor import examine
    from rearview.sources.snapshots.salvage import write_salvaged

    found = examine(_wanted(file, folder))
    if salvage is not None:
        if found.salvaged is None:
            raise NotFoundError.salvage(found.path)
        write_salvaged(found.salvaged, salvage)
        diagnostics.note(f"What could be saved is in {salvage}.")
    rows = [
        {"file": str(found.path), "kind": it.kind, "sentence": it.sentence, "hint": it.hint}
        for it in found.findings
    ]
    Result(
        lines=lambda width: diagnosis(found, width=width),
        document={
            "file": str(found.path),
            "readable": found.snapshot is not None,
            "salvageable": found.salvaged is not None,
            "findings": rows,
        },
        columns=_COLUMNS,
        rows=rows,
    ).tell(form, output)
    context.exit(_code(found))


def _recover(file: str, folder: Path, form: str, output: Path | None) -> ExitCode:
    """Make snapshots of journals, and say what became of each."""
    from rearview.cli.result import listed
    from rearview.record.recovery import recover
    from rearview.render.facts import across, facts
    from rearview.sources.snapshots.answers.find import LATEST

    part = "" if file == LATEST else file
    found = recover(folder, part)
    if not found:
        raise NotFoundError.journals(folder, part)
    rows = [
        {"file": str(it.journal), "kind": it.state, "sentence": it.sentence, "hint": it.hint} for it in found
    ]

    def lines(width: int) -> "Iterator[Text]":
        for row in rows:
            yield from across(row["file"], width=width, style="bold")
            yield from facts([("What", row["sentence"]), ("Hint", row["hint"])], width=width)

    listed(rows, lines, *_COLUMNS).tell(form, output)
    return ExitCode.FAILED if any(it.state == "stuck" for it in found) else ExitCode.OK


def _wanted(file: str, folder: Path) -> Path:
    """Return the file that is meant; of one that isn't there, where it ought to be."""
    from rearview.sources.snapshots.answers.find import LATEST, file_of, located

    try:
        return located(file, folder)
    except NotFoundError:
        if file == LATEST:
            raise
        return file_of(file, folder)


def _code(found: "Diagnosis") -> ExitCode:
    if found.snapshot is not None:
        return ExitCode.OK
    is_refused = any(finding.kind == "refused" for finding in found.findings)
    return ExitCode.FAILED if is_refused or os.path.lexists(found.path) else ExitCode.NOTHING_FOUND
