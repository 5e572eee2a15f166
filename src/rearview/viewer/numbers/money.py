"""Models and money: tokens, costs, caches, by model, agent and day; the dearest sessions; credits as an estimate.

A cost that nobody recorded is unknown and counted apart; what it would be by published prices is called an estimate.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from rearview.render.html.viewer.charts import Chart, trend
from rearview.viewer.numbers import sums
from rearview.viewer.numbers.asked import Asked, Leading, Row
from rearview.viewer.numbers.figures import Figure, Kind, difference, over_time
from rearview.viewer.numbers.sums import Sums
from rearview.viewer.sessions.evidence import key

_DEAREST = 20
_TOKEN_WORDS = {
    "tokens_in": "read",
    "tokens_out": "written",
    "tokens_cache_read": "from caches",
    "tokens_cache_write": "to caches",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A model, with what it was asked, how it answered and what it cost."""

    kind: str
    provider: str
    model: str
    row: Row
    """Of all that is known of it."""
    href: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spending:
    """What an agent's sessions cost."""

    agent: str
    row: Row
    sessions: int
    href: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """What the page says."""

    figures: tuple[Figure, ...]
    charts: tuple[Chart, ...]
    models: tuple[Model, ...]
    agents: tuple[Spending, ...]
    dearest: tuple[Leading, ...]
    is_priced: bool
    """Whether any session has a cost; else the dearest are those with most tokens."""
    credits: tuple[Row, ...]


def gather(asked: Asked) -> Money:
    """Return what models did in some sessions, and what it cost."""
    pieces = sums.by_piece(asked, asked.days) if asked.days else []
    charges = _charges(asked)
    models = _models(asked, charges)
    now = sums.total(asked)
    return Money(
        figures=tuple(_figures(asked, now, pieces, models)),
        charts=tuple(_charts(asked, pieces)),
        models=tuple(models),
        agents=tuple(_agents(asked, charges)),
        dearest=asked.leading(asked.ask("dearest", limit=_DEAREST)),
        is_priced=now["cost_usd"] is not None,
        credits=tuple(asked.ask("credits")),
    )


def _charges(asked: Asked) -> list[Row]:
    """Return what was charged for, by kind, provider, model and agent: all sums here follow from these."""
    return [*asked.ask("costs", by=("kind", "provider", "model", "agent"))]


def _added(rows: Iterable[Row]) -> dict[str, Any]:
    """Add up what was charged for; what is known of none of it stays unknown."""
    added: dict[str, Any] = {}
    for row in rows:
        for name in (*_COUNTED, *_KNOWN):
            known = [value for value in (added.get(name), row[name]) if value is not None]
            added[name] = sum(known) if known else None
    return added


def _models(asked: Asked, charges: Sequence[Row]) -> list[Model]:
    """Return every model, the one with most calls first; of a tool, only what it cost."""
    answered = {(row["provider"], row["model"]): row for row in asked.ask("models")}
    named = sorted({_name(row) for row in charges}, key=lambda name: tuple(part or "" for part in name))
    cached = any(row["tokens_cache_read"] or row["tokens_cache_write"] for row in charges)
    saved = {(row["provider"], row["model"]): row for row in asked.ask("cache")} if cached else {}
    told = []
    for kind, provider, model in named:
        added = _added(row for row in charges if _name(row) == (kind, provider, model))
        if kind == "tool" and added["cost_usd"] is None:
            continue
        row = dict.fromkeys(_SAID) | (answered.get((provider, model), {}) if kind == "llm" else {}) | added
        row |= saved.get((provider, model), {}) if kind == "llm" else {}
        chosen = {"provider": provider, "model": model}
        told.append(
            Model(
                kind=kind or "",
                provider=provider or "unknown",
                model=model or "unknown",
                row=row,
                href=asked.sessions(model=(key("model", chosen),)),
            )
        )
    return sorted(told, key=lambda one: -one.row["calls"])


def _name(row: Row) -> tuple[Any, Any, Any]:
    return row["kind"], row["provider"], row["model"]


_COUNTED = ("calls", "tokens_in", "tokens_out", "tokens_cache_read", "tokens_cache_write", "costs_unknown")
_KNOWN = ("cost_usd", "estimated_usd")
_SAID = (
    *("failures", "failure_rate", "p50_ms", "p95_ms", "tokens_per_second", "cached_share", "saved_usd"),
    *(*_COUNTED, *_KNOWN),
)


def _agents(asked: Asked, charges: Sequence[Row]) -> Iterator[Spending]:
    counted = sums.by_column(asked, "agent")
    agents = sorted({row["agent"] or "" for row in charges})
    told = {agent: _added(row for row in charges if (row["agent"] or "") == agent) for agent in agents}
    for agent, row in sorted(told.items(), key=lambda one: -one[1]["calls"]):
        yield Spending(
            agent=agent or "unknown",
            row=row,
            sessions=counted[agent]["sessions"] if agent in counted else 0,
            href=asked.sessions(agent=(agent,), sort="-cost"),
        )


def _figures(
    asked: Asked, now: Sums, pieces: Sequence[Sums | None], models: Sequence[Model]
) -> Iterator[Figure]:
    before = sums.total(asked.before) if asked.before else None

    def figure(title: str, name: str, kind: Kind = "number", note: str = "", sort: str = "-tokens") -> Figure:
        line = trend([piece[name] if piece else None for piece in pieces])
        told = difference(now[name], before[name] if before else None, kind)
        href = asked.sessions(sort=sort)
        return Figure(
            title=title, value=now[name], kind=kind, difference=told, path=line, href=href, note=note
        )

    calls, unknown = now["llm_calls"], now["costs_unknown"]
    yield figure(
        "Calls of models", "llm_calls", note=f"of {sum(one.kind == 'llm' for one in models):,} models"
    )
    yield figure("Tokens read", "tokens_in", note="not taken from a cache")
    yield figure("Tokens written", "tokens_out")
    yield figure("Tokens from caches", "tokens_cache_read", note=_saved(models))
    yield figure("Cost", "cost_usd", "money", f"known of {calls - unknown:,} of {calls:,} calls", "-cost")
    yield Figure(
        title="Calls without a cost",
        value=unknown,
        kind="number",
        href=asked.sessions(sort="-tokens"),
        note="in no sum of costs",
    )
    yield Figure(
        title="Those by published prices",
        value=_known(models, "estimated_usd"),
        kind="money",
        note="an estimate; models without a price aren't in it",
    )
    yield Figure(
        title="Cost of a session",
        value=now["cost_usd"] / now["sessions"] if now["cost_usd"] is not None and not unknown else None,
        kind="money",
        note="on average" if not unknown else "not told while costs are unknown",
    )


def _known(models: Sequence[Model], name: str) -> float | None:
    known = [model.row[name] for model in models if model.row[name] is not None]
    return sum(known) if known else None


def _saved(models: Sequence[Model]) -> str:
    saved = _known(models, "saved_usd")
    return f"saving ${saved:,.2f} by published prices" if saved else ""


def _charts(asked: Asked, pieces: Sequence[Sums | None]) -> Iterator[Chart]:
    def of(name: str) -> list[float | None]:
        return [piece[name] if piece else None for piece in pieces]

    draw = partial(over_time, asked, stacked=True)
    tokens: Mapping[str, list[float | None]] = {words: of(name) for name, words in _TOKEN_WORDS.items()}
    held = {words: values for words, values in tokens.items() if any(values)}
    yield draw("Tokens", held, "number", choosing=lambda _: {"sort": "-tokens"})
    yield draw(
        "Cost, as far as it is known", {"": of("cost_usd")}, "money", choosing=lambda _: {"sort": "-cost"}
    )
    yield draw("Calls without a cost", {"": of("costs_unknown")}, "number")
