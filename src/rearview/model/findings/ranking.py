"""From what the rules found to the findings of a session: each tied to its cause, the gravest first.

A cause weighs as much as the worst of what came of it, and stands before it. Everything here is linear in the tree
and n log n in the findings.
"""

import sys
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rearview.model.findings.finding import SEVERITIES, Finding, Severity, Where
from rearview.model.findings.registry import RULES
from rearview.model.findings.rule import Found, Rule
from rearview.model.findings.scene import Scene, Scope
from rearview.model.session import Tree
from rearview.model.signature import signature

_LOOKED_AT = 50
"""Of findings below a session, only so many are weighed as the cause of one."""

_ENDS = (".", "!", "?", "…", '"')
_RANK = {severity: rank for rank, severity in enumerate(SEVERITIES)}


@dataclass(slots=True, eq=False)
class _Case:
    """A finding on its way: what it came from, and what came of it."""

    rule: Rule
    found: Found
    order: int
    """The place of its rule among the rules; causes stand before their consequences there."""
    session: int
    """The place of its session in the tree."""
    begin: int
    """Its own place in that session; 0 for the session as a whole."""
    end: int
    """The place of the last that belongs to it: of a turn, its last step."""
    rank: int
    cause: "_Case | None" = None
    chain: tuple[int, int] = (0, 0)
    """Where the first of its causes stands."""
    depth: int = 0
    """How many causes stand before it."""

    @property
    def at(self) -> tuple[int, int]:
        """Where it stands in the tree."""
        return self.session, self.begin


def findings(tree: Tree, rules: Sequence[Rule] = RULES) -> tuple[Finding, ...]:
    """Return what went wrong in a session: the gravest first, causes before their consequences."""
    scene = Scene(tree)
    spans = _spans(tree)
    cases = [
        _case(rule, found, order, spans) for order, rule in enumerate(rules) for found in rule.find(scene)
    ]
    _tie(cases, {id(scope.opener[1]): scope for scope in scene.scopes if scope.opener})
    _weigh(cases)
    cases.sort(key=lambda case: (case.rank, case.chain, case.depth, case.at, case.order))
    numbers = {id(case): number for number, case in enumerate(cases, 1)}
    return tuple(_finding(case, numbers) for case in cases)


def _spans(tree: Tree) -> dict[int, tuple[int, int]]:
    """Where every turn and step begins and ends in its session, by the identity of the node."""
    spans: dict[int, tuple[int, int]] = {}
    for session in tree.sessions:
        place = 0
        for turn in session.turns:
            place += 1
            spans[id(turn)] = place, place + len(turn.steps)
            for step in turn.steps:
                place += 1
                spans[id(step)] = place, place
    return spans


def _case(rule: Rule, found: Found, order: int, spans: dict[int, tuple[int, int]]) -> _Case:
    scope, turn, step = found.spot
    node = step or turn
    begin, end = (0, sys.maxsize) if node is None else spans[id(node)]
    rank = _RANK[found.severity]
    return _Case(rule, found, order, session=scope.index, begin=begin, end=end, rank=rank)


def _tie(cases: Sequence[_Case], opened: dict[int, Scope]) -> None:
    """Let every case know the one that it is a consequence of."""
    by_rule: defaultdict[str, list[_Case]] = defaultdict(list)
    for case in sorted(cases, key=lambda case: case.at):
        by_rule[case.rule.name].append(case)
    for case in cases:
        case.cause = next(_causes(case, by_rule, opened), None)


def _causes(case: _Case, by_rule: defaultdict[str, list[_Case]], opened: dict[int, Scope]) -> Iterator[_Case]:
    """Yield what may have led to a case, the likeliest first: in its own session, then in those below."""
    scope, _, step = case.found.spot
    below = scope if step is None else opened.get(id(step))
    # What befell the session as a whole leads only to what else did.
    earliest = 0 if case.begin == 0 else 1
    for name in case.rule.because:
        yield from _gravest(by_rule[name], (case.session, earliest), (case.session, case.end))
    if below is not None:
        first = scope.index + 1 if below is scope else below.index
        for name in (*case.rule.below, *case.rule.because):
            yield from _gravest(by_rule[name], (first, 0), (below.end, -1))


def _gravest(known: list[_Case], first: tuple[int, int], last: tuple[int, int]) -> Iterator[_Case]:
    """Yield the gravest of the cases that stand between two places, if there are any."""
    begin, end = bisect_left(known, first, key=_at), bisect_right(known, last, key=_at)
    near = known[begin : min(end, begin + _LOOKED_AT)]
    if near:
        yield min(near, key=lambda other: other.rank)


def _at(case: _Case) -> tuple[int, int]:
    return case.at


def _weigh(cases: Sequence[_Case]) -> None:
    """Raise causes to the rank of their worst consequence, and place every case in the chain of its first cause."""
    causes_first = sorted(cases, key=lambda case: (-case.session, case.order))
    for case in causes_first:
        case.chain = case.at if case.cause is None else case.cause.chain
        case.depth = 0 if case.cause is None else case.cause.depth + 1
    for case in reversed(causes_first):
        if case.cause is not None:
            case.cause.rank = min(case.cause.rank, case.rank)


def _finding(case: _Case, numbers: dict[int, int]) -> Finding:
    found, rule = case.found, case.rule
    scope, turn, step = found.spot
    severity: Severity = SEVERITIES[case.rank]
    node = step or turn or scope.session
    return Finding(
        number=numbers[id(case)],
        rule=rule.name,
        severity=severity,
        sentence=found.sentence if found.sentence.endswith(_ENDS) else f"{found.sentence}.",
        where=Where(
            session_id=scope.session.session_id,
            turn_id=(turn.turn_id or None) if turn else None,
            step_id=step.step_id if step else None,
        ),
        at_ms=node.started_ms,
        because=None if case.cause is None else numbers[id(case.cause)],
        evidence=found.evidence,
        causes=found.causes or rule.causes,
        next_step=found.next_step or rule.next_step,
        signature=signature(rule.name, found.about),
    )
