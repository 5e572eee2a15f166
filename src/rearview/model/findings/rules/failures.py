"""Rules about steps that fail: one, the same again and again, and a sub-agent whose failure nobody hears of."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from rearview.model.findings.evidence import MOST, of_log, of_session, of_step, of_usage
from rearview.model.findings.finding import Evidence, Severity
from rearview.model.findings.reasons import told_by
from rearview.model.findings.rule import Found, Rule, Spot
from rearview.model.findings.scene import ACTING, Called, Exchange, Placed, Scene, Scope, called
from rearview.model.findings.words import LONG, agent, clipped, named, plural, times
from rearview.model.session import Session, Step

_STORM = 3
"""From so many failed attempts at one thing, somebody should have stopped."""
_FEW = 2
_INSIGNIFICANT = ("guardrail", "variable", "system", "topic", "end")


def _failed_steps(scene: Scene) -> Iterator[Found]:
    openers = {id(scope.opener[1]) for scope in scene.scopes if scope.opener and _is_bad(scope.session)}
    for scope in scene.scopes:
        failed: defaultdict[Called, list[Placed]] = defaultdict(list)
        succeeded: dict[Called, Step] = {}
        acted: dict[int, Step] = {}
        """The last action in a turn that succeeded, by the turn's identity."""
        order: dict[int, int] = {}
        for place, (turn, step) in enumerate(scope.steps()):
            if step.status == "failed" and id(step) not in openers:
                failed[called(step)].append((turn, step))
                order[id(step)] = place
            elif step.status == "ok":
                succeeded[called(step)] = step
                order[id(step)] = place
                if step.kind in ACTING:
                    acted[id(turn)] = step
        for what, placed in failed.items():
            turn, last = placed[-1]
            again, instead = succeeded.get(what), acted.get(id(turn))
            recovered = again is not None and order[id(again)] > order[id(last)]
            replaced = instead is not None and order[id(instead)] > order[id(last)]
            yield _failed(scope, placed, recovered=recovered, replaced=replaced)


def _failed(scope: Scope, placed: list[Placed], *, recovered: bool, replaced: bool) -> Found:
    turn, step = placed[0]
    why = _why(step)
    often = f" failed {times(len(placed))}" if len(placed) > 1 else " failed"
    after = ", and succeeded later" if recovered else ""
    said = f": {clipped(why, LONG)}" if why else ", and nothing says why"
    reasons = told_by(why)
    return Found(
        severity=_gravity(scope.session, step, len(placed), recovered=recovered, replaced=replaced),
        sentence=f"{_kind(step)} {named(step)}{often}{after}{said}",
        spot=Spot(scope, turn, step),
        evidence=tuple(_shown(placed)),
        about=(step.kind, step.name, why),
        causes=tuple(reason.cause for reason in reasons),
        next_step=reasons[0].next_step if reasons else "",
    )


def _gravity(session: Session, step: Step, number: int, *, recovered: bool, replaced: bool) -> Severity:
    if recovered:
        return "P3" if number <= _FEW else "P2"
    if step.kind in _INSIGNIFICANT or (replaced and not _is_bad(session)):
        return "P2"
    return "P1"


def _kind(step: Step) -> str:
    kinds = {"llm": "The model call", "tool": "The tool", "agent": "The sub-agent", "guardrail": "The check"}
    return kinds.get(step.kind or "", "The step")


def _why(step: Step) -> str | None:
    """Return why a step failed: in its own words, else in those of its charges, else of its log."""
    charged = (charge.error for charge in step.usage)
    logged = (line.message for line in step.logs if line.severity in ("ERR", "WRN"))
    return step.error or next(filter(None, charged), None) or next(filter(None, logged), None)


def _shown(placed: Iterable[Placed]) -> Iterator[Evidence]:
    """Yield the failed steps, and of the first what went in and what was charged and logged."""
    shown = [step for _, step in placed][:MOST]
    for step in shown:
        yield of_step(step, _why(step))
    first = shown[0]
    if first.input_text:
        yield of_step(first, f"Input: {clipped(first.input_text, 300)}")
    for charge in first.usage:
        if charge.error and charge.error != first.error:
            yield of_usage(charge, charge.error)
    for line in [line for line in first.logs if line.severity == "ERR" or line.fatal][:1]:
        yield of_log(line)


def _retry_storms(scene: Scene) -> Iterator[Found]:
    for scope in scene.scopes:
        storms: defaultdict[Called, list[list[Placed]]] = defaultdict(list)
        for exchange in scope.exchanges:
            for placed in _attempts(exchange):
                if len(placed) >= _STORM:
                    storms[called(placed[0][1])].append(placed)
        yield from (_storm(scope, found) for found in storms.values())


def _attempts(exchange: Exchange) -> Iterable[list[Placed]]:
    """Return the failed tries of an exchange, those at one thing together."""
    attempts: defaultdict[tuple[object, ...], list[Placed]] = defaultdict(list)
    for turn, step in exchange.steps():
        if step.status == "failed":
            # A model call is tried again within its turn, be it with another model; a tool in any later one.
            key = ("llm", id(turn)) if step.kind == "llm" else called(step)
            attempts[key].append((turn, step))
    return attempts.values()


def _storm(scope: Scope, storms: list[list[Placed]]) -> Found:
    """Tell of the worst of the storms in which one thing was tried."""
    placed = max(storms, key=len)
    turn, step = placed[0]
    inputs = {one.input_text for _, one in placed}
    same = ", each time with the same input" if len(inputs) == 1 and step.input_text else ""
    return Found(
        severity="P2",
        sentence=f"{named(step)} was tried again and again: {plural(len(placed), 'attempt')} failed{same}.",
        spot=Spot(scope, turn, step),
        evidence=tuple(of_step(one, _why(one)) for _, one in placed[:MOST]),
        about=(step.kind, step.name),
    )


def _failed_sub_agents(scene: Scene) -> Iterator[Found]:
    for scope in scene.scopes:
        session, caller = scope.session, scope.parent
        if caller is None or not _is_bad(session):
            continue
        swallowed = not _is_bad(caller.session)
        above = agent(caller.session)
        told = f", and {above} went on as if all were well" if swallowed else f", and {above} failed with it"
        why = f": {clipped(session.error, LONG)}" if session.error else ""
        shown = [of_session(session, session.error or session.end_type, at_ms=session.ended_ms)]
        spot = Spot(scope)
        if scope.opener is not None:
            turn, step = scope.opener
            spot = Spot(caller, turn, step)
            shown += [of_step(step, f"Output: {step.output_text}")] if step.output_text else []
        yield Found(
            severity="P2" if swallowed else "P1",
            sentence=f"The sub-agent {agent(session)} failed{told}{why}",
            spot=spot,
            evidence=tuple(shown),
            about=(session.agent, session.error or session.end_type),
            causes=tuple(reason.cause for reason in told_by(session.error)),
        )


def _is_bad(session: Session) -> bool:
    return session.outcome == "failed"


_CAUSES = ("What it calls refused, was down, or wasn't given what it needs.",)

RULES = (
    Rule(
        name="failed_step",
        meaning="A step failed.",
        find=_failed_steps,
        causes=_CAUSES,
        next_step="Read what went into the step and what came out of it, and try that call on its own.",
        because=("unset_variable", "context_window"),
    ),
    Rule(
        name="retry_storm",
        meaning="The same thing was tried again and again, and failed each time.",
        find=_retry_storms,
        causes=(
            "The error isn't one that goes away by itself, and the agent isn't told so.",
            "Attempts follow each other without a pause.",
        ),
        next_step="Say in the tool's error what to do instead, and limit the attempts.",
        because=("failed_step",),
    ),
    Rule(
        name="failed_sub_agent",
        meaning="A sub-agent failed; where its caller went on as if all were well, nobody hears of it.",
        find=_failed_sub_agents,
        causes=("The caller isn't told of the failure: it gets whatever text came back.",),
        next_step="Read the sub-agent's own session, and let its caller check the answer before using it.",
        below=(
            "limit",
            "exit_reason",
            "failed_sub_agent",
            "failed_step",
            "retry_storm",
            "loop",
            "unfinished_step",
        ),
    ),
)
