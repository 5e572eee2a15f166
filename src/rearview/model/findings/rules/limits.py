"""Rules about limits: of turns, of tokens, of what a model can read, of what a tool may return."""

import re
from collections.abc import Iterator
from typing import TypeAlias

from rearview.model.findings.evidence import MOST, of_log, of_session, of_step, of_usage
from rearview.model.findings.finding import Evidence
from rearview.model.findings.recorded import mentions
from rearview.model.findings.rule import Found, Rule, Spot
from rearview.model.findings.scene import ACTING, Scene, Scope
from rearview.model.findings.words import agent, clipped, named, plural
from rearview.model.session import Log, Step, Turn, Usage

_FULL = 80
_NEARLY_OVER = 95
"""Per cent of what a model can read."""
_CUT_OFF = re.compile(r"^(?:length|max_?tokens|max_output_tokens|model_length)$", re.IGNORECASE)
_TOO_LARGE = re.compile(r"output (?:is|was) too large|tool_output\s*\(\s*handle", re.IGNORECASE)
_SHARE = re.compile(r'"context_pct"\s*:\s*(\d{1,4}(?:\.\d+)?)')
_TRUNCATED = re.compile(r'"(?:truncated|dropped)"\s*:\s*true|"tool_output_handle"')
_CUTTING = ("truncated", "dropped", "tool_output_handle")
_READ = 500

Place: TypeAlias = tuple[Turn | None, Step | None]


def _full_windows(scene: Scene) -> Iterator[Found]:
    for scope in scene.scopes:
        fullest: tuple[float, Place, Log] | None = None
        for turn, step, line in scope.logs():
            share = _share(line)
            if share is not None and share >= _FULL and (fullest is None or share > fullest[0]):
                fullest = share, (turn, step), line
        if fullest is not None:
            share, (turn, step), line = fullest
            yield Found(
                severity="P2" if share >= _NEARLY_OVER else "P3",
                sentence=f"The context window of {agent(scope.session)} was {share:.0f}% full.",
                spot=Spot(scope, turn, step),
                evidence=(of_log(line),),
                about=(scope.session.agent,),
            )


def _share(line: Log) -> float | None:
    """Return how full a model's context window was, by a log line of the request."""
    if line.details is None or "context_pct" not in line.details:
        return None
    share = _SHARE.search(line.details)
    return float(share[1]) if share else None


def _limits(scene: Scene) -> Iterator[Found]:
    for scope in scene.scopes:
        session = scope.session
        exit_ = session.end_type or ""
        if exit_ == "TOKEN-LIMIT":
            yield _limit(scope, "its limit of tokens")
        elif exit_.startswith("MAX-TURNS"):
            number = sum(turn.kind == "turn" for turn in session.turns)
            yield _limit(scope, f"its limit of turns ({number:,})", answered="NO-RESPONSE" not in exit_)
        elif exit_ == "MAX-RETRIES":
            yield _limit(scope, "its limit of attempts")


def _limit(scope: Scope, which: str, *, answered: bool = False) -> Found:
    session = scope.session
    end = "and answered with what it had" if answered else "before it had an answer"
    return Found(
        severity="P2" if answered else "P1",
        sentence=f"{agent(session)} came to {which} {end}.",
        spot=Spot(scope),
        evidence=(of_session(session, session.error or session.end_type, at_ms=session.ended_ms),),
        about=(session.end_type,),
    )


def _cut_off(scene: Scene) -> Iterator[Found]:
    for scope in scene.scopes:
        cut = [
            charge for charge in scope.usage() if charge.stop_reason and _CUT_OFF.match(charge.stop_reason)
        ]
        if cut:
            yield Found(
                severity="P2",
                sentence=f"{plural(len(cut), 'answer')} of {clipped(cut[0].model or 'the model')} broke off at the "
                "limit of tokens.",
                spot=Spot(scope, *_place(scope, cut[0])),
                evidence=tuple(
                    of_usage(charge, f"stop reason: {charge.stop_reason}") for charge in cut[:MOST]
                ),
                about=(cut[0].model,),
            )


def _place(scope: Scope, charge: Usage) -> Place:
    for turn, step in scope.steps():
        if charge.step_id is not None and any(held is charge for held in step.usage):
            return turn, step
    return None, None


def _truncated(scene: Scene) -> Iterator[Found]:
    for scope in scene.scopes:
        by_name: dict[str | None, list[tuple[Turn, Step, Evidence]]] = {}
        for turn, step in scope.steps():
            if step.kind in ACTING and (shown := _truncation(step)) is not None:
                by_name.setdefault(step.name, []).append((turn, step, shown))
        for placed in by_name.values():
            turn, step, _ = placed[0]
            yield Found(
                severity="P3",
                sentence=f"{plural(len(placed), 'answer')} of {named(step)} didn't fit and reached the model in part.",
                spot=Spot(scope, turn, step),
                evidence=tuple(shown for _, _, shown in placed[:MOST]),
                about=(step.name,),
            )


def _truncation(step: Step) -> Evidence | None:
    """Return what shows that a tool's output was cut, if it was."""
    for line in step.logs:
        if line.details is not None and mentions(line.details, _CUTTING) and _TRUNCATED.search(line.details):
            return of_log(line)
    text = step.output_text
    beginning = (text or "")[:_READ]
    told = mentions(beginning, ("too large", "tool_output")) and _TOO_LARGE.search(beginning)
    return of_step(step, text) if told else None


RULES = (
    Rule(
        name="truncated_output",
        meaning="What a tool returned was too large, and reached the model in part.",
        find=_truncated,
        causes=("The call asks for more than it needs.", "The tool has no way to page or filter."),
        next_step="Let the tool filter or page, and say in its description how large its answers may be.",
    ),
    Rule(
        name="context_window",
        meaning="The context window was nearly full.",
        find=_full_windows,
        causes=("Tools return more than is needed.", "The history is carried along whole."),
        next_step="See which tools returned the most, and shorten that first.",
        because=("truncated_output",),
    ),
    Rule(
        name="cut_off_answer",
        meaning="A model's answer broke off at the limit of tokens.",
        find=_cut_off,
        causes=("The limit of tokens for an answer is lower than the answer needs.",),
        next_step="Raise the limit of output tokens, or ask for shorter answers.",
        because=("context_window",),
    ),
    Rule(
        name="limit",
        meaning="A session came to its limit of turns, tokens or attempts.",
        find=_limits,
        causes=("The work takes more steps than it may.", "The agent goes round in circles."),
        next_step="Read the last turns: if each brings something new, raise the limit, else stop it sooner.",
        because=("loop", "retry_storm", "failed_step", "context_window"),
    ),
)
