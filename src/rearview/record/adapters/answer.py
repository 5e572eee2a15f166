"""What a model's response tells of itself, put into the record of its call.

Owns how the figures of each provider become tokens that are counted once: some count those from a cache among those that
went in, some don't. What a response doesn't tell stays unknown.
"""

from collections.abc import Mapping

from rearview.record.model_call import BodyFormat, ModelCall
from rearview.record.prices import Tokens
from rearview.sources.snapshots.bodies.body import Body
from rearview.sources.snapshots.bodies.conversation import Answered, Reasoning, Refusal, Text
from rearview.sources.snapshots.bodies.reading import conversation

_REFUSED = 400

Figures = Mapping[str, int | float]


def told_of(call: ModelCall, request: bytes, response: bytes, *, is_stream: bool, status: int) -> None:
    """Record what came back for a call."""
    form: BodyFormat = "sse" if is_stream else "json"
    said = conversation(Body(format="json", content=request), Body(format=form, content=response))
    answered = said.answered if said else None
    call.response(response, text=_words(answered), form=form)
    if status >= _REFUSED:
        call.fail(_refusal(answered, status))
    elif answered is not None and answered.error:
        call.fail(answered.error)
    if answered is not None:
        _take(call, answered)


def _take(call: ModelCall, answered: Answered) -> None:
    thought = _joined(answered, Reasoning)
    if thought:
        call.reason(thought)
    figures = dict(answered.usage)
    if figures or answered.stop_reason:
        served = answered.model if answered.model != call.model else None
        tokens = _tokens(figures)
        call.usage(
            tokens_in=tokens.tokens_in,
            tokens_out=tokens.tokens_out,
            cache_read=tokens.cache_read,
            cache_write=tokens.cache_write,
            stop_reason=answered.stop_reason,
            served_model=served,
        )


def _tokens(figures: Figures) -> Tokens:
    """Return the tokens of a call, those from a cache apart from those that went in."""
    if "prompt_tokens" in figures:
        return _apart(figures, "prompt_tokens", "completion_tokens", "prompt_tokens_details.cached_tokens")
    if "input_tokens_details.cached_tokens" in figures:
        return _apart(figures, "input_tokens", "output_tokens", "input_tokens_details.cached_tokens")
    return Tokens(
        tokens_in=_whole(figures, "input_tokens"),
        tokens_out=_whole(figures, "output_tokens"),
        cache_read=_whole(figures, "cache_read_input_tokens"),
        cache_write=_whole(figures, "cache_creation_input_tokens"),
    )


def _apart(figures: Figures, went_in: str, came_out: str, cached: str) -> Tokens:
    read, all_in = _whole(figures, cached), _whole(figures, went_in)
    return Tokens(
        tokens_in=None if all_in is None else max(0, all_in - (read or 0)),
        tokens_out=_whole(figures, came_out),
        cache_read=read,
    )


def _whole(figures: Figures, name: str) -> int | None:
    return int(figures[name]) if name in figures else None


def _words(answered: Answered | None) -> str:
    return (_joined(answered, Text) or _joined(answered, Refusal)) if answered else ""


def _joined(answered: Answered, kind: type[Text] | type[Reasoning] | type[Refusal]) -> str:
    parts = (part for message in answered.messages for part in message.parts)
    return "".join(part.text for part in parts if isinstance(part, kind))


def _refusal(answered: Answered | None, status: int) -> str:
    told = answered.error if answered else None
    return told or f"The provider answered with HTTP status {status}."
