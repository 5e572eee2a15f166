"""Rules about what a step should have been given, and wasn't."""

import re
from collections.abc import Iterator

from rearview.model.findings.evidence import of_step
from rearview.model.findings.finding import Severity
from rearview.model.findings.reasons import told_by
from rearview.model.findings.recorded import document, leaves, mentions
from rearview.model.findings.rule import Found, Rule, Spot
from rearview.model.findings.scene import ACTING, Scene, Scope
from rearview.model.findings.words import clipped, named
from rearview.model.session import Step, Turn

_SUSPECT = ("{!", "{{", "${", "@variables")
"""Without one of these, there is no placeholder."""
_PLACEHOLDER = re.compile(
    r"\s*(?:\{!\$?\w[\w.]*\}|\{\{\s*\$?\w[\w.]*\s*\}\}|\$\{\w[\w.]*\}|@variables\.\w+)\s*"
)
"""As the whole of a value: within a text it may be what somebody wrote."""
_NOTHING = ("", "NOT_SET", "UNSET_VALUE", "undefined", "null", "None")
_NAMED = 3
_READ = 20_000


def _unset(scene: Scene) -> Iterator[Found]:
    for scope in scene.scopes:
        seen: set[tuple[str | None, str]] = set()
        for turn, step in scope.steps():
            text = (step.input_text or "")[:_READ]
            complains = _complains(step)
            if step.kind not in ACTING or not (complains or mentions(text, _SUSPECT)):
                continue
            placeholders, empty = _missing(text)
            wanted = placeholders or (empty if complains else [])
            key = (step.name, ",".join(wanted))
            if wanted and key not in seen:
                seen.add(key)
                yield _found(scope, turn, step, wanted, filled=not placeholders)


def _missing(text: str) -> tuple[list[str], list[str]]:
    """Return the names of inputs that hold a placeholder nobody filled, and of those that hold nothing."""
    placeholders: list[str] = []
    empty: list[str] = []
    for name, held in leaves(document(text)):
        if isinstance(held, str) and _PLACEHOLDER.fullmatch(held):
            placeholders.append(name or held)
        elif held is None or held in _NOTHING:
            empty.append(name)
    return placeholders, [name for name in empty if name]


def _complains(step: Step) -> bool:
    """Whether a step failed because it wasn't given enough: an input may well be empty on purpose."""
    return step.status == "failed" and any(reason.name == "missing-input" for reason in told_by(step.error))


def _found(scope: Scope, turn: Turn, step: Step, wanted: list[str], *, filled: bool) -> Found:
    names = ", ".join(clipped(name, 40) for name in wanted[:_NAMED])
    what = "without" if filled else "with a placeholder in place of"
    severity: Severity = "P1" if step.status == "failed" else "P2"
    texts = [f"Input: {clipped(step.input_text, 300)}"]
    if step.variables_before:
        texts.append(f"Variables before: {clipped(step.variables_before, 300)}")
    return Found(
        severity=severity,
        sentence=f"{named(step)} was called {what} {names}.",
        spot=Spot(scope, turn, step),
        evidence=tuple(of_step(step, text) for text in texts),
        about=(step.name, names),
    )


RULES = (
    Rule(
        name="unset_variable",
        meaning="A step was called with a variable that nobody had set.",
        find=_unset,
        causes=(
            "No earlier step sets the variable, or under another name.",
            "The user wasn't asked for it.",
        ),
        next_step="Find the step that should set it, and ask for it there where it is missing.",
    ),
)
