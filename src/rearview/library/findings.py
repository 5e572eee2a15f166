"""What goes wrong in a lake's sessions, by the rules that take one session apart, grouped by what is the same in many.

Only sessions with something wrong by their facts are opened, the newest first: one by one is how rules read them.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

import narwhals as nw

from rearview.analyses.analysis import Column, Parameter, Value
from rearview.analyses.flags import FLAGS
from rearview.errors import ArgumentError, RearviewError
from rearview.library.lake import Lake
from rearview.library.selection import listed
from rearview.model.findings import SEVERITIES, Finding, findings
from rearview.sources.canonical import Frame

_OPENED = 200
_EXAMPLES = 3
_WRONG = ("failed", "timed_out", "abandoned", "escalated")
_SLOW_MS = 30_000

Watch = Callable[[int, int], None]
"""Is told how many sessions were opened, and how many will be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question that is answered session by session."""

    name: str
    question: str
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]

    def read(self, said: Mapping[str, object]) -> dict[str, Value]:
        """Return the value of every parameter, by what was said and by the defaults."""
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in said:
            if name not in known:
                raise ArgumentError.unknown_parameter(name, of=self.name, known=list(known))
        return {name: known[name].read(said.get(name, known[name].default)) for name in known}


QUESTION = Question(
    name="findings",
    question="What goes wrong in sessions, by the rules of 'rearview why', and how often?",
    parameters=(
        Parameter(
            name="sessions",
            type="int",
            default=_OPENED,
            least=1,
            meaning="How many sessions with something wrong are opened, the newest first.",
        ),
    ),
    columns=(
        Column(name="severity", type="text", meaning="P1 spoilt a session, P2 hurt it, P3 is worth knowing."),
        Column(name="rule", type="text", meaning="The rule that found it."),
        Column(name="sessions", type="int", meaning="In how many sessions it was found."),
        Column(name="times", type="int", meaning="How often."),
        Column(name="last_ms", type="int", meaning="When the newest of these sessions began."),
        Column(name="session_id", type="text", meaning="That session."),
        Column(name="evidence", type="text", meaning="What was found in it, in a sentence."),
        Column(
            name="signature", type="text", meaning="What is the same in all of them, without ids and numbers."
        ),
        Column(name="examples", type="text", meaning="The newest sessions with it."),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouped:
    """What goes wrong, the most frequent first."""

    rows: list[dict[str, Any]]
    opened: int
    wrong: int
    """How many sessions have something wrong by their facts."""
    unreadable: int
    """How many of those couldn't be opened."""


def grouped(
    lake: Lake, facts: Frame, *, sessions: int = _OPENED, watch: Watch = lambda _done, _of: None
) -> Grouped:
    """Open the newest sessions with something wrong, and group what the rules find in them."""
    found = listed(facts.filter(_wrong()), sort="newest", limit=sessions)
    groups: dict[str, list[tuple[Finding, dict[str, Any]]]] = defaultdict(list)
    unreadable = 0
    taken: set[str] = set()
    for done, row in enumerate(found.rows):
        watch(done, len(found.rows))
        if row["session_id"] in taken:
            continue
        try:
            tree = lake.session(row["session_id"])
        except RearviewError:
            unreadable += 1
            continue
        # A tree is a whole family: what is found in it must not be found again through a session below.
        taken |= {session.session_id for session in tree.sessions}
        for finding in findings(tree):
            groups[finding.signature].append((finding, row))
    rows = sorted(map(_row, groups.values()), key=_order)
    return Grouped(rows=rows, opened=len(found.rows) - unreadable, wrong=found.of, unreadable=unreadable)


def _wrong() -> nw.Expr:
    """Return whether anything is wrong with a session by its facts."""
    told = [
        nw.col("outcome").is_in(_WRONG),
        ~nw.col("error").is_null(),
        nw.col("failed_steps") > 0,
        nw.col("retries") > 0,
        nw.col("loops") > 0,
        nw.col("slowest_turn_ms") > _SLOW_MS,
        *(nw.col(flag.name) for flag in FLAGS if flag.name != "pii"),
    ]
    return reduce(or_, (each.fill_null(value=False) for each in told))


def _row(held: list[tuple[Finding, dict[str, Any]]]) -> dict[str, Any]:
    newest, row = held[0]
    sessions = list(dict.fromkeys(each["session_id"] for _, each in held))
    return {
        "severity": newest.severity,
        "rule": newest.rule,
        "sessions": len(sessions),
        "times": len(held),
        "last_ms": row["started_ms"],
        "session_id": row["session_id"],
        "evidence": newest.sentence,
        "signature": newest.signature,
        "examples": ", ".join(sessions[:_EXAMPLES]),
    }


def _order(row: dict[str, Any]) -> tuple[int, int, str]:
    return (-row["sessions"], SEVERITIES.index(row["severity"]), row["signature"])
