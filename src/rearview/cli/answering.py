"""An answer as commands print it: a table of its first rows, all of it for programs, and a chart where one is wanted."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from rearview.cli.asking import About
from rearview.cli.output import opened

if TYPE_CHECKING:
    from rearview.analyses.analysis import Analysis
    from rearview.library.answer import Answer

SHOWN = 40
"""How many rows are shown where nobody says."""


def answer(
    name: str,
    said: Mapping[str, object],
    *,
    about: About,
    form: str,
    output: Path | None,
    limit: int | None = None,
    plot: Path | None = None,
    engine: str | None = None,
    **settings: str,
) -> None:
    """Answer a question and print it; where there is no answer, nothing is shown and the reason is said."""
    from rearview.analyses import load_analysis

    question = load_analysis(name)
    question.read(said)  # what makes no sense is refused before anything is opened
    lake = about.lake(engine, **settings)
    found = about.ask(lake, name, said)
    tell(question, found, said, form=form, output=output, most=limit or (SHOWN if form == "table" else None))
    if found.is_empty():
        raise about.nothing(lake, question.question)
    if plot is not None:
        draw(question, found, said, plot)


def tell(
    question: "Analysis",
    found: "Answer",
    said: Mapping[str, object],
    *,
    form: str,
    output: Path | None,
    most: int | None,
) -> None:
    """Print an answer; nothing at all to read, where there is none."""
    from rearview.render import answer as page
    from rearview.render import forms
    from rearview.render.sql import json

    heads = question.heads(**said)
    rows = (found if most is None else found.head(most)).iter_rows(named=True)
    if form == "table" and found.is_empty():
        return
    with opened(output) as sink:
        if form == "json":
            sink.write(json(rows))
        elif form == "ndjson":
            sink.write(forms.ndjson(rows))
        elif form == "csv":
            sink.write(forms.csv([head.name for head in heads], rows))
        else:
            first = (found if most is None else found.head(most + 1)).rows(named=True)
            sink.show(page.show(question.question, heads, first, width=sink.width, limit=most))


def draw(question: "Analysis", found: "Answer", said: Mapping[str, object], path: Path) -> None:
    """Draw an answer into a file, and say where."""
    from rearview.cli.diagnostics import note
    from rearview.render import chart

    told = chart.spec(question.name, question.question, question.heads(**said), found.rows(named=True))
    with opened(path) as sink:
        sink.write([chart.drawn(told, title=question.question, kind=path.suffix)])
    note(f"the chart is in {path}.")
