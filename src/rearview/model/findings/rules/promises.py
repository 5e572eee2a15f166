"""Rules about what an agent says it does, and doesn't."""

import re
from collections.abc import Iterator

from rearview.model.findings.evidence import of_message
from rearview.model.findings.rule import Found, Rule, Spot
from rearview.model.findings.scene import ACTING, Exchange, Scene
from rearview.model.findings.words import quoted
from rearview.model.session import Message, Turn

_PROMISE = re.compile(
    r"\b(?:let me|i(?:'ll| will| am going to|'m going to)) (?:just |quickly |now )?"
    r"(?:check|look|find|search|verify|pull up|fetch|retrieve|see if|get (?:that|the|your)|send|book|cancel|update|"
    r"create|open|start|transfer|connect|escalate)\b"
    r"|\bi(?:'m| am) (?:checking|looking (?:up|into|for)|searching|fetching|retrieving|sending|booking|cancelling)\b"
    r"|\bi(?:'ve| have) (?:just |now )?(?:sent|booked|cancel+ed|updated|created|opened|started|submitted|scheduled|"
    r"requested|refunded|changed|transferred|escalated)\b"
    r"|\bone moment(?: please)?,? while i\b",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"\b(?:if|once|when|after|before|unless|shall i|would you|could you|please)\b", re.IGNORECASE
)
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]?")
_READ = 4_000


def _unkept(scene: Scene) -> Iterator[Found]:
    for scope in scene.scopes:
        acted_before = False
        for exchange in scope.exchanges:
            acts = [
                step for _, step in exchange.steps() if step.kind in ACTING or _hands_over(step.output_text)
            ]
            promised = None if acts or not any(turn.steps for turn in exchange.turns) else _promise(exchange)
            if promised is not None:
                turn, message, words = promised
                done = " have" in words.lower() or "'ve" in words.lower()
                if not (done and acted_before):  # it may well speak of what it did before
                    yield Found(
                        severity="P2",
                        sentence=f"The agent said {quoted(words)}, but called no action.",
                        spot=Spot(scope, turn),
                        evidence=(*(of_message(asked) for asked in exchange.asked[:1]), of_message(message)),
                        about=(turn.topic,),
                    )
            acted_before = acted_before or bool(acts)


def _hands_over(text: str | None) -> bool:
    return text is not None and ("transfer" in text or "escalate" in text or "handoff" in text)


def _promise(exchange: Exchange) -> tuple[Turn, Message, str] | None:
    """Return the sentence in which the agent says that it acts, if there is one that depends on nothing."""
    for turn in exchange.turns:
        for message in turn.messages:
            if message.role == "agent":
                for sentence in _SENTENCE.findall((message.text or "")[:_READ]):
                    if _PROMISE.search(sentence) and not _CONDITION.search(sentence):
                        return turn, message, sentence.strip()
    return None


RULES = (
    Rule(
        name="unkept_promise",
        meaning="The agent says that it acts, and calls no action.",
        find=_unkept,
        causes=(
            "The topic doesn't have the action that would do it.",
            "The action's description doesn't say that it is for this.",
        ),
        next_step="Give the topic that action, or tell the agent in its instructions not to say what it can't do.",
    ),
)
