"""A result that is rows, in the form that was asked for; without any, the command ends as one that found nothing."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rearview.cli.diagnostics import ExitCode
from rearview.cli.result import listed

if TYPE_CHECKING:
    from _typeshed import DataclassInstance
    from rich.text import Text


def tell(
    context: click.Context,
    kind: type["DataclassInstance"],
    rows: Sequence["DataclassInstance"],
    lines: Callable[[int], Iterable["Text"]],
    *,
    form: str,
    output: Path | None,
) -> None:
    """Print rows: `lines` to read, or every field of them for a program."""
    listed([as_dict(row) for row in rows], lines, *names(kind)).tell(form, output)
    if not rows:
        context.exit(ExitCode.NOTHING_FOUND)


def names(kind: type["DataclassInstance"]) -> tuple[str, ...]:
    """Return the names of a row's columns."""
    return tuple(field.name for field in fields(kind))


def as_dict(row: "DataclassInstance") -> dict[str, Any]:
    """Return a row by the names of its columns."""
    return {name: getattr(row, name) for name in names(type(row))}
