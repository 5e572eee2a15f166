"""Every rule finds what it is for, and nothing in what merely comes close."""

import re

import pytest

from rearview.model.findings import RULES, SEVERITIES, Finding, Rule
from tests.model.findings.planted import PLANTED, SIMILAR, plain

NAMES = [rule.name for rule in RULES]
NEARLY = [(name, number) for name, plots in SIMILAR.items() for number in range(len(plots))]


def test_a_session_without_a_fault_has_no_findings() -> None:
    """Good verdicts, quick steps and kept promises say nothing against a session."""
    assert plain().found() == []


def test_every_rule_has_an_example() -> None:
    """No rule is added without a session that shows what it is for."""
    assert set(NAMES) == set(PLANTED)
    assert len(NAMES) == len(set(NAMES))


@pytest.mark.parametrize("name", NAMES)
def test_what_a_rule_is_for_is_found_once(name: str) -> None:
    """In the session where it is planted, the rule finds it, in one place."""
    assert len(PLANTED[name]().found(name)) == 1


@pytest.mark.parametrize(("name", "number"), NEARLY)
def test_what_comes_close_is_not_found(name: str, number: int) -> None:
    """One below a threshold, of another kind, or said on a condition, it is no fault."""
    assert SIMILAR[name][number]().found(name) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_finding_says_all_that_is_promised(name: str) -> None:
    """A sentence, evidence with ids, likely causes, what to do next, and a signature of its own rule."""
    for finding in PLANTED[name]().found():
        _is_complete(finding)


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_a_rule_is_declared_in_plain_words(rule: Rule) -> None:
    """A name in snake case, a sentence that says what it finds, and causes that are rules."""
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", rule.name)
    assert re.fullmatch(r"[A-Z].*[.]", rule.meaning)
    assert {*rule.because, *rule.below} <= set(NAMES)
    assert len(set(rule.because)) == len(rule.because)


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_causes_are_looked_for_before_consequences(rule: Rule) -> None:
    """No rule names one as its cause that stands after it, so nothing can be the cause of its own cause."""
    before = NAMES[: NAMES.index(rule.name)]
    assert set(rule.because) <= set(before)


def _is_complete(finding: Finding) -> None:
    assert finding.sentence.endswith((".", "!", "?", "…", '"'))
    assert finding.sentence.count("\n") == 0
    assert finding.severity in SEVERITIES
    assert finding.where.session_id
    assert finding.evidence
    assert all(shown.id and shown.text for shown in finding.evidence)
    assert finding.causes
    assert all(cause.endswith(".") for cause in finding.causes)
    assert finding.next_step.endswith(".")
    assert finding.signature.startswith(finding.rule)
