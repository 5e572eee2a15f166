"""What a session took, sub-agents included, as ai-agent writes it into a session's totals."""

from collections.abc import Iterable

from msgspec import DecodeError, Raw, Struct, json

_DECIMALS = 4


class _Tokens(Struct, frozen=True, rename="camel"):
    input_tokens: int = 0
    output_tokens: int = 0
    cache_read_input_tokens: int = 0
    cache_write_input_tokens: int = 0


class _Charge(Struct, frozen=True, rename="camel"):
    type: str = ""
    tokens: _Tokens = _Tokens()
    cost_usd: float | None = None


_decoder = json.Decoder(_Charge)


class Sums(Struct, kw_only=True):
    """Sums over a session and all that it called."""

    tokens_in: int = 0
    tokens_out: int = 0
    cache_read: int = 0
    cache_write: int = 0
    cost_usd: float | None = None
    tools: int = 0
    agents: int = 1

    def take(self, kind: object, charges: Iterable[Raw]) -> None:
        """Add an operation."""
        self.tools += kind == "tool"
        for charge in charges:
            self._charge(charge)

    def add(self, other: "Sums") -> None:
        """Add what a sub-agent took."""
        self.tokens_in += other.tokens_in
        self.tokens_out += other.tokens_out
        self.cache_read += other.cache_read
        self.cache_write += other.cache_write
        self.tools += other.tools
        self.agents += other.agents
        self._pay(other.cost_usd)

    def written(self) -> dict[str, object]:
        """Return them by the names of the format; a cost that nobody knows isn't among them."""
        cost = {} if self.cost_usd is None else {"costUsd": round(self.cost_usd, _DECIMALS)}
        return {
            "tokensIn": self.tokens_in,
            "tokensOut": self.tokens_out,
            "tokensCacheRead": self.cache_read,
            "tokensCacheWrite": self.cache_write,
            **cost,
            "toolsRun": self.tools,
            "agentsRun": self.agents,
        }

    def _charge(self, raw: Raw) -> None:
        try:
            charge = _decoder.decode(raw)
        except DecodeError:
            return
        if charge.type == "llm":
            self.tokens_in += charge.tokens.input_tokens
            self.tokens_out += charge.tokens.output_tokens
            self.cache_read += charge.tokens.cache_read_input_tokens
            self.cache_write += charge.tokens.cache_write_input_tokens
            self._pay(charge.cost_usd)

    def _pay(self, cost: float | None) -> None:
        if cost is not None:
            self.cost_usd = (self.cost_usd or 0.0) + cost
