"""How much worse one cohort may be than another, as people type it: `failure_rate+5%`, `completion_rate-2%`.

The sign says which way is worse. A percentage is in points for a rate, and a part of the first cohort's value for
anything else; without `%` the number is in the measure's own unit.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from rearview.analyses.measures import NAMES, RATES
from rearview.errors import ArgumentError

_SAID = re.compile(r"([a-z_]+)([+-])([0-9]{1,12}(?:\.[0-9]{1,6})?)(%?)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """How far a measure may go one way."""

    said: str
    measure: str
    up: bool
    """Whether more is worse."""
    amount: float
    percent: bool

    @classmethod
    def read(cls, text: str) -> Self:
        """Read what somebody typed."""
        found = _SAID.fullmatch(text.replace(" ", ""))
        if found is None or found[1] not in NAMES:
            raise ArgumentError.fail_on(text, NAMES)
        return cls(
            said=text, measure=found[1], up=found[2] == "+", amount=float(found[3]), percent=bool(found[4])
        )

    def is_exceeded(self, row: Mapping[str, Any]) -> bool:
        """Whether a comparison by its measure goes further."""
        worse: float = row["difference"] if self.up else -row["difference"]
        return worse > self._most(row["before"])

    def _most(self, before: float) -> float:
        part = self.amount / 100 if self.percent else self.amount
        return part * abs(before) if self.percent and self.measure not in RATES else part
