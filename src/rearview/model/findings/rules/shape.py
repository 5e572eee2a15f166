"""Rules about what is missing: rows that haven't come in yet, were never recorded, or have no end."""

from collections.abc import Iterator, Sequence

from rearview.model.findings.evidence import MOST, of_session, of_step, of_turn
from rearview.model.findings.rule import Found, Rule, Spot
from rearview.model.findings.scene import Scene, Scope
from rearview.model.findings.words import agent, named, plural
from rearview.model.session import Session, Step, Turn

_GATEWAY = "agentforce"
"""The source whose rows come in one after the other, those of the model gateway apart from the others."""
_LATE = "Turns, steps and messages come in minutes to days after sessions do."
_UNREAD = "The lake was extracted without the tables that tell of them."
_AGAIN = "Read the session again later: 'rearview extract-tree' asks for it alone."


def _unfinished(scene: Scene) -> Iterator[Found]:
    for scope in scene.scopes:
        unended = [(turn, step) for turn, step in scope.steps() if step.status == "open"]
        if unended:
            turn, step = unended[-1]
            more = f", the last of {len(unended):,} such steps" if len(unended) > 1 else ""
            over = scope.session.ended_ms is not None and scope.session.outcome != "failed"
            yield Found(
                severity="P3" if over else "P2",
                sentence=f"{named(step)} was begun and never finished{more}.",
                spot=Spot(scope, turn, step),
                evidence=tuple(of_step(one, one.input_text or one.name) for _, one in unended[-MOST:]),
                about=(step.kind, step.name),
                causes=("Its end wasn't recorded, or the session ended while it ran.",) if over else (),
            )


def _missing(scene: Scene) -> Iterator[Found]:
    for scope in scene.scopes:
        yield from _of_session(scope)
        yield from _of_turns(scope)


def _of_session(scope: Scope) -> Iterator[Found]:
    session = scope.session
    if not session.recorded:
        yield _gap(scope, "session", f"The session {session.session_id} is named, and isn't there.")
    elif not any(_tells(turn) for turn in session.turns):
        if session.mode == "preview":
            yield _preview(scope)
        elif any(turn.steps for turn in session.turns):
            yield _gap(scope, "turns", f"Of what {agent(session)} did, only its end has come in.")
        else:
            yield _gap(scope, "turns", f"Nothing of what {agent(session)} did has come in.")
    elif session.source == _GATEWAY and _asks_models(session) and not any(scope.usage()):
        yield _gap(scope, "gateway", "Models were called, and the gateway's rows about it aren't here.")


def _tells(turn: Turn) -> bool:
    """Whether a turn tells more of a session than that it ended."""
    return turn.kind == "turn" or bool(turn.messages) or any(step.kind != "end" for step in turn.steps)


def _asks_models(session: Session) -> bool:
    return any(step.kind == "llm" for turn in session.turns for step in turn.steps)


def _of_turns(scope: Scope) -> Iterator[Found]:
    turns = scope.session.turns
    lost = [turn for turn in turns if not turn.recorded]
    if lost:
        sentence = f"{plural(len(lost), 'turn')} of which steps or messages speak aren't there."
        yield _gap(scope, "turn", sentence, turns=lost)
    idle = [turn for turn in turns if turn.kind == "turn" and not turn.steps and _was_asked(turn)]
    if idle:
        sentence = f"The steps of {plural(len(idle), 'turn')} with a question aren't there."
        yield _gap(scope, "steps", sentence, turns=idle)
    called = [(turn, step) for turn, step in scope.steps() if not step.recorded]
    if called:
        turn, step = called[0]
        sentence = f"{plural(len(called), 'step')} of which charges or verdicts speak aren't there."
        yield _gap(scope, "step", sentence, turns=[turn], step=step)


def _was_asked(turn: Turn) -> bool:
    return any(message.role == "user" for message in turn.messages)


def _preview(scope: Scope) -> Found:
    return Found(
        severity="P3",
        sentence="A preview was opened, and nothing was asked.",
        spot=Spot(scope),
        evidence=(of_session(scope.session, scope.session.channel),),
        about=("preview",),
        causes=("Somebody looked at the agent and closed it again.",),
        next_step="Nothing has to be done.",
    )


def _gap(
    scope: Scope, what: str, sentence: str, *, turns: Sequence[Turn] = (), step: Step | None = None
) -> Found:
    """Tell of something that is missing, in a session as a whole or in some of its turns."""
    session = scope.session
    return Found(
        severity="P3",
        sentence=sentence,
        spot=Spot(scope, turns[0] if turns else None, step),
        evidence=tuple(of_turn(turn, turn.topic or turn.label) for turn in turns[:MOST])
        or (of_session(session, session.channel),),
        about=(what,),
        causes=(_LATE, _UNREAD) if session.source == _GATEWAY else (),
        next_step=_AGAIN if session.source == _GATEWAY else "",
    )


RULES = (
    Rule(
        name="unfinished_step",
        meaning="A step was begun and never finished.",
        find=_unfinished,
        causes=("What it waited for never came: the likeliest reason why the session went no further.",),
        next_step="See what that step was waiting for, and give it a time limit.",
    ),
    Rule(
        name="missing_data",
        meaning="Rows are missing: not in yet, or never recorded.",
        find=_missing,
        causes=("Whoever recorded the session broke off, or left it out.",),
        next_step="Look for the rest where the session was recorded.",
    ),
)
