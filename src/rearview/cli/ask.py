"""`rearview ask`: every question about many sessions."""

from collections.abc import Sequence
from pathlib import Path

import click

from rearview.cli.asking import About, about
from rearview.cli.asking import limit as most
from rearview.cli.options import FORMS, printed
from rearview.errors import ArgumentError


@click.command("ask")
@click.argument("name", required=False)
@about
@click.option("--by", metavar="COLUMNS", help="What to break the answer down by, such as agent,day.")
@most
@click.option(
    "--set", "pairs", metavar="NAME=VALUE", multiple=True, help="What else the question takes; see --explain."
)
@click.option(
    "--explain", is_flag=True, help="Say what the question takes, and what its answer's columns mean."
)
@click.option(
    "--plot",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Draw the answer too, as .svg, .png or .html.",
)
@click.option(
    "--engine",
    type=click.Choice(["polars", "duckdb", "spark"]),
    help="What computes the answer; by default duckdb, which keeps to two gigabytes of memory.",
)
@click.option("--master", metavar="URL", help="The cluster that Spark runs on, spark://…; else this machine.")
@printed(table="A table to read", forms=FORMS)
def command(
    *,
    name: str | None,
    about: About,
    by: str | None,
    limit: int | None,
    pairs: tuple[str, ...],
    explain: bool,
    plot: Path | None,
    engine: str | None,
    master: str | None,
    form: str,
    output: Path | None,
) -> None:
    """Answer a question about many sessions; without one, list the questions.

    NAME is a question such as topics, errors or costs. Answers come from the lake's tables alone, whatever recorded the
    sessions; what isn't recorded is said to be unknown, and never counted as zero.
    """
    if name is None or explain:
        _tell_questions(name, form, output)
        return
    said = {**_said(pairs), **({} if by is None else {"by": by})}
    if name == FINDINGS:
        from rearview.cli.ask_findings import tell_findings

        tell_findings(about, said, most=limit, form=form, output=output)
        return
    from rearview.analyses import load_analysis
    from rearview.cli.answering import answer
    from rearview.render.chart import refuse_unknown

    if plot is not None:
        refuse_unknown(plot)
    takes = {parameter.name for parameter in load_analysis(name).parameters}
    if limit is not None and "limit" in takes:
        said["limit"] = str(limit + 1)  # one more, to know whether there is more
    settings = {} if master is None else {"master": master}
    answer(
        name, said, about=about, form=form, output=output, limit=limit, plot=plot, engine=engine, **settings
    )


FINDINGS = "findings"
"""The question that is answered session by session, by the rules that `rearview why` goes by."""


def _said(pairs: Sequence[str]) -> dict[str, str]:
    said = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name:
            raise ArgumentError.no_pair(pair)
        said[name] = value
    return said


def _tell_questions(name: str | None, form: str, output: Path | None) -> None:
    from rearview.analyses import ANALYSES, load_analysis
    from rearview.cli.result import listed
    from rearview.library.findings import QUESTION
    from rearview.render import questions as page

    if name is None:
        questions: list[page.Question] = [*map(load_analysis, ANALYSES), QUESTION]
        rows = page.rows(questions)
        listed(rows, lambda width: page.show(questions, width=width), *page.COLUMNS).tell(form, output)
        return
    question: page.Question = QUESTION if name == FINDINGS else load_analysis(name)
    rows = page.explained(question)
    listed(rows, lambda width: page.explain(question, width=width), *page.EXPLAINED).tell(form, output)
