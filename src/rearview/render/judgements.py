"""How rules over a lake fared: to read, and as the JUnit report that build servers understand.

It must never print. Names come from strangers: they are made harmless for terminals, and legal for XML.
"""

from collections.abc import Iterator, Sequence
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from rich.text import Text

from rearview.library.rule import Judgement, Row
from rearview.render.amount import counted
from rearview.render.facts import across
from rearview.render.plain import plain

COLUMNS = ("rule", "verdict", "rows", "broken", "worst")
SHOWN = 5
"""How many rows that break a rule are named."""
_STYLES = {"kept": "green", "broken": "bold red", "no data": "yellow"}


def show(judged: Sequence[Judgement], *, width: int) -> Iterator[Text]:
    """Yield the verdict on each rule, and the rows that break it."""
    for judgement in judged:
        style = _STYLES[judgement.verdict]
        yield from across(f"{judgement.verdict.upper():8} {judgement.rule.text}", width=width, style=style)
        for row in judgement.broken[:SHOWN]:
            yield from across(f"         {_told(judgement, row)}", width=width)
        more = len(judgement.broken) - SHOWN
        if more > 0:
            yield from across(f"         and {counted(more, 'row')} more", width=width, style="dim")
    kept = sum(judgement.verdict == "kept" for judgement in judged)
    yield Text()
    yield from across(f"{kept} of {counted(len(judged), 'rule')} kept.", width=width, style="bold")


def rows(judged: Sequence[Judgement]) -> list[dict[str, Any]]:
    """Return the verdicts for programs."""
    return [
        {
            "rule": judgement.rule.text,
            "verdict": judgement.verdict,
            "rows": judgement.rows,
            "broken": len(judgement.broken),
            "worst": next((_told(judgement, row) for row in judgement.broken), None),
        }
        for judgement in judged
    ]


def junit(judged: Sequence[Judgement]) -> bytes:
    """Return the verdicts as a JUnit report: a test case a rule."""
    suite = Element("testsuite", name="rearview check", tests=str(len(judged)))
    suite.set("failures", str(sum(judgement.verdict == "broken" for judgement in judged)))
    suite.set("skipped", str(sum(judgement.verdict == "no data" for judgement in judged)))
    for judgement in judged:
        case = SubElement(suite, "testcase", classname=judgement.rule.question, name=judgement.rule.text)
        if judgement.verdict == "broken":
            told = [_told(judgement, row) for row in judgement.broken]
            SubElement(case, "failure", message=plain(told[0])).text = "\n".join(map(plain, told))
        elif judgement.verdict == "no data":
            SubElement(case, "skipped", message="nothing is known of it")
    indent(suite)
    whole: bytes = tostring(suite, encoding="utf-8", xml_declaration=True)
    return whole + b"\n"


def _told(judgement: Judgement, row: Row) -> str:
    value = row[judgement.rule.limit.column]
    said = (
        f"{judgement.rule.limit.column} is {value:,.6g}"
        if isinstance(value, float)
        else (f"{judgement.rule.limit.column} is {value:,}")
    )
    named = judgement.named(row)
    return f"{named}: {said}" if named else said
