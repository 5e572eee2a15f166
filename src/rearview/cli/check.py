"""`rearview check`: rules over a lake, for a job that runs by itself."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rearview.cli.asking import About, about
from rearview.cli.diagnostics import ExitCode
from rearview.cli.options import FORMS, printed
from rearview.errors import AccessError, ArgumentError, NotFoundError

if TYPE_CHECKING:
    from rearview.library.rule import Judgement, Rule


@click.command("check")
@click.argument("texts", metavar="[RULE]...", nargs=-1)
@about
@click.option(
    "--rules",
    "file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Rules, one a line; # begins a remark.",
)
@click.option(
    "--junit", metavar="FILE", type=click.Path(path_type=Path), help="Write a report for a build server too."
)
@click.option(
    "--allow-no-data", is_flag=True, help="Don't fail where nothing is known of what a rule is about."
)
@printed(table="Verdicts to read", forms=FORMS)
@click.pass_context
def command(
    context: click.Context,
    *,
    texts: tuple[str, ...],
    about: About,
    file: Path | None,
    junit: Path | None,
    allow_no_data: bool,
    form: str,
    output: Path | None,
) -> None:
    """Check rules over a lake's sessions, for a job that runs by itself.

    Exits 1 where a rule is broken, or nothing is known of what it is about.

    A RULE names a question, a column of its answer, and what has to hold for every row of it: 'outcomes.escalation_rate
    <= 20%', or 'tools(by=agent).failure_rate < 5% if calls >= 20', which asks for it of each agent and tool that is
    called so often. 'rearview ask --explain NAME' says which columns a question answers with.
    """
    from rearview.cli.output import opened
    from rearview.cli.result import Result
    from rearview.render import judgements as page

    judged = _judged(_rules(texts, file), about)
    Result(
        lines=lambda width: page.show(judged, width=width),
        document=page.rows(judged),
        columns=page.COLUMNS,
        rows=page.rows(judged),
    ).tell(form, output)
    if junit is not None:
        with opened(junit) as sink:
            sink.write([page.junit(judged)])
    failing = {"broken"} if allow_no_data else {"broken", "no data"}
    if any(judgement.verdict in failing for judgement in judged):
        context.exit(ExitCode.FAILED)


def _rules(texts: tuple[str, ...], file: Path | None) -> "list[Rule]":
    from rearview.library.rule import Rule, read_rules

    rules = [Rule.read(text) for text in texts]
    if file is not None:
        try:
            rules += read_rules(file.read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            raise NotFoundError.path(file) from error
        except UnicodeDecodeError as error:
            raise ArgumentError.rules_file(file) from error
        except OSError as error:
            raise AccessError.of(error, doing=f"read the rules in {file}") from error
    if not rules:
        raise ArgumentError.no_rules()
    return rules


def _judged(rules: "list[Rule]", about: About) -> "list[Judgement]":
    """Ask each question once, however many rules are about it."""
    lake = about.lake()
    answers = {
        rule.asked: about.ask(lake, rule.question, rule.said)
        for rule in {rule.asked: rule for rule in rules}.values()
    }
    return [rule.judge(answers[rule.asked].rows(named=True)) for rule in rules]
