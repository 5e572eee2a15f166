"""Every rule, causes before what they may lead to: no rule names one that stands after it as its cause."""

from graphlib import TopologicalSorter

from rearview.model.findings.rule import Rule
from rearview.model.findings.rules import (
    endings,
    exits,
    failures,
    grounding,
    judgement,
    limits,
    promises,
    repetition,
    routing,
    safety,
    shape,
    speed,
    variables,
)

_UNORDERED: tuple[Rule, ...] = (
    *variables.RULES,
    *shape.RULES,
    *limits.RULES,
    *failures.RULES,
    *repetition.RULES,
    *speed.RULES,
    *routing.RULES,
    *promises.RULES,
    *grounding.RULES,
    *safety.RULES,
    *judgement.RULES,
    *exits.RULES,
    *endings.RULES,
)


def _in_order(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """Put every rule after those that can be its causes in its own session; sessions below come before it anyway."""
    named = {rule.name: rule for rule in rules}
    causes = {rule.name: rule.because for rule in rules}
    return tuple(named[name] for name in TopologicalSorter(causes).static_order())


RULES: tuple[Rule, ...] = _in_order(_UNORDERED)
