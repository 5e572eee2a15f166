"""What has to hold of a lake's sessions, as people type it: `tools.failure_rate <= 5% if calls >= 20`.

    QUESTION[(NAME=VALUE ...)].COLUMN  <= | >= | < | > | =  NUMBER[%]  [if CONDITION [and CONDITION ...]]

A condition is such a comparison too, or says what a text is: `if measure = toxicity`.

A rule holds where it does for every row of the question's answer that fulfils its conditions. A row that doesn't say
(null) neither keeps a rule nor breaks it; where none says, the rule has no data, which is not the same as keeping it.
"""

import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self

from rearview.analyses import load_analysis
from rearview.errors import ArgumentError

Verdict = Literal["kept", "broken", "no data"]
Row = Mapping[str, Any]

_NUMBERS = {"int", "float"}
_AND = re.compile(r"\s+and\s+")
_HOLDS: dict[str, Callable[[float, float], bool]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
    "=": operator.eq,
}
_COMPARED = r"([a-z_0-9]+)\s*(<=|>=|<|>|=)\s*(-?[0-9]{1,15}(?:\.[0-9]{1,9})?)\s*(%?)"
_RULE = re.compile(rf"([a-z_]+)\s*(?:\(([^()]*)\))?\s*\.\s*{_COMPARED}(?:\s+if\s+(.+))?")
_CONDITION = re.compile(_COMPARED)
_NAMED = re.compile(r"([a-z_0-9]+)\s*=\s*(\S+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A column of numbers, and what they have to be."""

    column: str
    sign: str
    number: float

    @classmethod
    def of(cls, column: str, sign: str, number: str, percent: str) -> Self:
        """Make one of its words; a percentage is that part of one."""
        return cls(column=column, sign=sign, number=float(number) / (100 if percent else 1))

    def holds(self, row: Row) -> bool | None:
        """Whether a row keeps it; None where the row doesn't say."""
        value = row[self.column]
        return None if value is None else _HOLDS[self.sign](value, self.number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A column of texts, and which one it has to be."""

    column: str
    text: str

    def holds(self, row: Row) -> bool:
        """Whether a row says so."""
        return bool(row[self.column] == self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One thing that has to hold."""

    text: str
    question: str
    said: Mapping[str, str]
    limit: Limit
    conditions: tuple[Limit | Named, ...]

    @classmethod
    def read(cls, text: str) -> Self:
        """Read what somebody typed, and refuse what can't be asked."""
        words = " ".join(text.split())
        found = _RULE.fullmatch(words)
        if found is None:
            raise ArgumentError.rule(words)
        question, said, column, sign, number, percent, conditions = found.groups()
        rule = cls(
            text=words,
            question=question,
            said=_said(said or "", words),
            limit=Limit.of(column, sign, number, percent),
            conditions=tuple(_conditions(conditions, words)),
        )
        rule._refuse_unknown()
        return rule

    @property
    def asked(self) -> tuple[object, ...]:
        """What is the same for rules that one answer judges."""
        return (self.question, *sorted(self.said.items()))

    def judge(self, rows: Iterable[Row]) -> "Judgement":
        """Say whether the rows of the answer keep it, and which don't."""
        asked = [row for row in rows if all(condition.holds(row) for condition in self.conditions)]
        told = [(row, self.limit.holds(row)) for row in asked]
        broken = sorted((row for row, holds in told if holds is False), key=self._distance, reverse=True)
        known = sum(holds is not None for _, holds in told)
        verdict: Verdict = "broken" if broken else "kept" if known else "no data"
        return Judgement(rule=self, verdict=verdict, rows=known, broken=tuple(broken))

    def _distance(self, row: Row) -> float:
        """Return how far a row is from keeping it."""
        return abs(float(row[self.limit.column]) - self.limit.number)

    def _refuse_unknown(self) -> None:
        heads = {head.name: head.type for head in load_analysis(self.question).heads(**self.said)}
        for asked in (self.limit, *self.conditions):
            kinds, what = (_NUMBERS, "number") if isinstance(asked, Limit) else ({"text"}, "text")
            known = [name for name, kind in heads.items() if kind in kinds]
            if asked.column not in known:
                raise ArgumentError.unknown_name(
                    asked.column, of=f"{what} in the answer to {self.question}", known=known
                )


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """How a rule fared."""

    rule: Rule
    verdict: Verdict
    rows: int
    """How many rows of the answer say something of it."""
    broken: tuple[Row, ...]
    """Those that break it, the worst first."""

    def named(self, row: Row) -> str:
        """Return which row that is, by what names it: the agent, the topic, the tool."""
        heads = load_analysis(self.rule.question).heads(**self.rule.said)
        names = [(head.name, row[head.name]) for head in heads if head.type in {"text", "bool"}]
        return ", ".join(f"{name} {value}" for name, value in names if value is not None)


def read_rules(text: str) -> list[Rule]:
    """Read a file of rules, one a line; what follows a # is for people."""
    lines = (line.split("#", 1)[0].strip() for line in text.splitlines())
    return [Rule.read(line) for line in lines if line]


def _said(text: str, whole: str) -> dict[str, str]:
    pairs = [word.partition("=") for word in text.split()]
    if any(not (name and equals) for name, equals, _ in pairs):
        raise ArgumentError.rule(whole)
    return {name: value for name, _, value in pairs}


def _conditions(text: str | None, whole: str) -> Iterator[Limit | Named]:
    for part in _AND.split(text) if text else ():
        compared, named = _CONDITION.fullmatch(part), _NAMED.fullmatch(part)
        if compared is not None:
            yield Limit.of(*compared.groups())
        elif named is not None:
            yield Named(column=named[1], text=named[2])
        else:
            raise ArgumentError.rule(whole)
