"""`rearview find`: the sessions that show a certain trouble."""

from pathlib import Path

import click

from rearview.cli.asking import About, about
from rearview.cli.finding import limit, look
from rearview.cli.options import FORMS, printed
from rearview.errors import ArgumentError

_KINDS = (
    *("fail", "escalated", "abandoned", "errors", "slow", "loops", "toxic", "pii", "prompt-attack"),
    *("hallucinations", "low-adherence", "unresolved", "negative-feedback"),
)


@click.command("find")
@click.argument("what", required=False, type=click.Choice(_KINDS), metavar="WHAT")
@click.option(
    "--text", metavar="WORDS", help="Find sessions with a message that holds these words, in any case."
)
@click.option(
    "--slower-than",
    metavar="SECONDS",
    type=click.FloatRange(min=0),
    default=10.0,
    show_default=True,
    help="For slow: a turn that took longer.",
)
@click.option(
    "--min-calls",
    metavar="N",
    type=click.IntRange(2),
    default=4,
    show_default=True,
    help="For loops: so many calls of one thing in a turn.",
)
@about
@limit
@printed(table="A table to read", forms=FORMS)
def command(
    *,
    what: str | None,
    text: str | None,
    slower_than: float,
    min_calls: int,
    about: About,
    limit: int | None,
    form: str,
    output: Path | None,
) -> None:
    """Find the sessions that show a certain trouble.

    WHAT is one of fail, escalated, abandoned, errors, slow, loops, toxic, pii, prompt-attack, hallucinations,
    low-adherence, unresolved, negative-feedback; or --text says which words to look for. Each session comes with the
    first evidence. Where nothing was ever judged, that is said, and isn't taken for a good sign.
    """
    if (what is None) == (text is None):
        raise ArgumentError.what_to_find(_KINDS)
    look(
        what or "text",
        about=about,
        limit=limit,
        form=form,
        output=output,
        text=text or "",
        slower_than_ms=round(slower_than * 1_000),
        min_calls=min_calls,
    )
