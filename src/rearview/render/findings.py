"""What went wrong in a session, to read or for programs: each finding with its evidence and what to do next.

Yields lines or rows; it must never print.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from rich.text import Text

from rearview.model.findings import SEVERITIES, Evidence, Finding, Severity
from rearview.model.session import Tree
from rearview.render.amount import clock
from rearview.render.facts import across, facts
from rearview.render.heading import outcome
from rearview.render.plain import plain
from rearview.render.wrap import wrap

COLUMNS = (
    "number",
    "severity",
    "rule",
    "sentence",
    "session_id",
    "turn_id",
    "step_id",
    "at_ms",
    "because",
    "evidence",
    "causes",
    "next_step",
    "signature",
)
_STYLES: dict[Severity, str] = {"P1": "bold red", "P2": "yellow", "P3": "cyan"}
_INDENT = " " * 5
_NOTHING = "Nothing was found that went wrong."


def show(tree: Tree, found: Sequence[Finding], *, width: int) -> Iterator[Text]:
    """Yield the lines of all findings of a session."""
    session = tree.root
    yield from across(f"WHY: {session.session_id}", width=width, style="bold")
    agent = " ".join(filter(None, (session.agent, session.agent_version))) or "unknown"
    told = [("Agent", plain(agent)), ("Outcome", plain(outcome(session))), ("Findings", _counted(found))]
    yield from facts(told, width=width)
    for finding in found:
        yield Text()
        yield from _finding(finding, found, width)


def document(tree: Tree, found: Sequence[Finding]) -> dict[str, Any]:
    """Return all findings of a session as one thing."""
    session = tree.root
    return {
        "session_id": session.session_id,
        "agent": session.agent,
        "agent_version": session.agent_version,
        "outcome": session.outcome,
        "findings": rows(found),
    }


def rows(found: Sequence[Finding]) -> list[dict[str, Any]]:
    """Return findings as rows, their places spread over columns."""
    listed = []
    for finding in found:
        held = msgspec.to_builtins(finding)
        listed.append({**held, **held["where"]})
    return [{name: row[name] for name in COLUMNS} for row in listed]


def _counted(found: Sequence[Finding]) -> str:
    number = Counter(finding.severity for finding in found)
    told = [f"{number[severity]} {severity}" for severity in SEVERITIES if number[severity]]
    return ", ".join(told) or _NOTHING


def _finding(finding: Finding, found: Sequence[Finding], width: int) -> Iterator[Text]:
    lead = Text().append(f"{finding.number:>2}".ljust(len(_INDENT) - 2), "bold")
    lead.append(f"{finding.severity} ", _STYLES[finding.severity])
    hang = Text(" " * lead.cell_len)
    for line in wrap(plain(finding.sentence), width - lead.cell_len):
        yield lead.append(line, "bold")
        lead = hang.copy()
    details = facts(_details(finding, found), width=width - len(_INDENT) - 1)
    yield from (hang.copy().append_text(line) for line in details)


def _details(finding: Finding, found: Sequence[Finding]) -> Iterator[tuple[str, str]]:
    """Yield what is to be said of a finding below its sentence."""
    yield "Rule", finding.rule
    if finding.because is not None:
        yield "Because", f"of {finding.because}, {found[finding.because - 1].rule}"
    yield "Where", _where(finding)
    yield from _labelled("Shown by", [_shown(evidence, finding) for evidence in finding.evidence])
    yield from _labelled("Likely", finding.causes)
    yield "Next", finding.next_step


def _labelled(label: str, lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield lines below each other, the first beside their label."""
    yield from ((label if number == 0 else "", plain(line)) for number, line in enumerate(lines))


def _where(finding: Finding) -> str:
    where = finding.where
    places = (("step", where.step_id), ("turn", where.turn_id), ("session", where.session_id))
    return plain(f"{clock(finding.at_ms)} {', '.join(f'{name} {id_}' for name, id_ in places if id_)}")


def _shown(evidence: Evidence, finding: Finding) -> str:
    """Return a row that shows a finding; where it is said already which it is, without its id."""
    known = (finding.where.step_id, finding.where.turn_id, finding.where.session_id)
    id_ = "" if evidence.id in known else f" {evidence.id}"
    return f"{clock(evidence.at_ms)} {evidence.node}{id_}: {evidence.text}"
