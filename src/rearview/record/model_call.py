"""Calls of models: what was sent, what came back, what was thought on the way, and what it took."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeAlias

from rearview.record.bodies import REQUEST, RESPONSE, noted
from rearview.record.entries import amount, count, known
from rearview.record.guard import unfailing
from rearview.record.marks import now_ms
from rearview.record.operation import Operation, OperationKind
from rearview.record.plain import shown, shown_or_none
from rearview.record.prices import Tokens, cost_usd

if TYPE_CHECKING:
    from rearview.record.session import Turn

BodyFormat: TypeAlias = Literal["json", "http", "sse", "jsonrpc"]


class ModelCall(Operation):
    """A call of a model: one attempt, so that a second one is another call."""

    operation_kind: ClassVar[OperationKind] = "llm"

    def __init__(self, turn: "Turn", provider: str, model: str, attributes: Mapping[str, Any] | None) -> None:
        super().__init__(turn, model, attributes)
        self.provider = shown(provider)
        self.model = self.name

    @property
    def remote(self) -> str:
        """What the log says that its lines are from."""
        return f"{self.provider}:{self.model}"

    @unfailing
    def request(self, body: object, *, form: BodyFormat = "json", messages: int | None = None) -> None:
        """Record what was sent: bytes or text as they are, anything else as JSON."""
        if not self.run.is_recording:
            return
        held, size = noted(self.run.settings.plain, body, form)
        payload = known(messages=count(messages), bytes=size, isFinalTurn=False)
        self.patch({"request": {"kind": "llm", "payload": payload, "size": size}, REQUEST: held})

    @unfailing
    def response(
        self,
        body: object = None,
        *,
        text: str | None = None,
        form: BodyFormat = "json",
    ) -> None:
        """Record what came back: its body, the words in it, or both."""
        if not self.run.is_recording:
            return
        said = shown("" if text is None else text)
        held, size = (None, 0) if body is None else noted(self.run.settings.plain, body, form)
        response = {
            "payload": {"textPreview": said},
            "size": size if held else len(said.encode()),
            "truncated": False,
        }
        self.patch({"response": response, **({RESPONSE: held} if held else {})})

    @unfailing
    def reason(self, text: str) -> None:
        """Record a piece of what the model thought."""
        self.patch({"chunks": [{"text": shown(text), "ts": now_ms()}]})

    @unfailing
    def usage(
        self,
        *,
        tokens_in: int | None = None,
        tokens_out: int | None = None,
        cache_read: int | None = None,
        cache_write: int | None = None,
        cost: float | None = None,
        stop_reason: str | None = None,
        served_provider: str | None = None,
        served_model: str | None = None,
    ) -> None:
        """Record what it took. Tokens that came from a cache aren't among `tokens_in`.

        A cost that isn't given is told by the price table, and is unknown where that doesn't tell it either.
        """
        tokens = Tokens(
            tokens_in=count(tokens_in),
            tokens_out=count(tokens_out),
            cache_read=count(cache_read),
            cache_write=count(cache_write),
        )
        served = (
            shown(self.provider if served_provider is None else served_provider),
            shown(self.model if served_model is None else served_model),
        )
        prices = self.run.settings.prices
        priced = amount(cost)
        if priced is None:
            priced = cost_usd(prices, *served, tokens)
        if priced is None and served != (self.provider, self.model):
            priced = cost_usd(prices, self.provider, self.model, tokens)
        at_ms = max(now_ms(), self.started_ms)
        charge = self._charge(
            "llm",
            at_ms,
            latency=at_ms - self.started_ms,
            provider=self.provider,
            model=self.model,
            actualProvider=shown_or_none(served_provider),
            actualModel=shown_or_none(served_model),
            costUsd=priced,
            stopReason=shown_or_none(stop_reason),
            tokens=_written(tokens),
        )
        self.patch({"accounting": [charge]})

    def _own(self) -> dict[str, Any]:
        return {"provider": self.provider, "model": self.model, "name": self.model, "isFinalTurn": False}

    def _last_charges(self, latency: int) -> list[dict[str, Any]] | None:
        if self._entries:
            return None
        at_ms = self.started_ms + latency
        return [self._charge("llm", at_ms, latency=latency, provider=self.provider, model=self.model)]


def _written(tokens: Tokens) -> dict[str, int] | None:
    told = known(
        inputTokens=tokens.tokens_in,
        outputTokens=tokens.tokens_out,
        cacheReadInputTokens=tokens.cache_read,
        cacheWriteInputTokens=tokens.cache_write,
    )
    return {**told, "totalTokens": tokens.total} if told else None
