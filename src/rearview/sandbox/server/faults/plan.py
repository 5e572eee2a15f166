"""What a fault plan is: data that says which requests go wrong, and how. It must never do anything itself.

A plan written to a file is the same in JSON: {"rules": [{"does": "reset", "on": ["page"], "nth": 2}]}.
"""

from pathlib import Path
from typing import Literal

import msgspec

from rearview.errors import AccessError, ArgumentError

Door = Literal["sign-in", "exchange", "query", "status", "page", "schema", "cancel", "catalog"]
"""The kinds of endpoints, whichever API they belong to. A chunk is a page."""

Deed = Literal[
    "status",
    "login-page",
    "daily-limit",
    "no-permission",
    "concurrency-limit",
    "exchange-refused",
    "slow",
    "reset",
    "truncated",
    "overlong",
    "half-gzip",
    "garbled",
    "token-expired",
    "query-expired",
    "query-cancelled",
    "running-forever",
    "growing",
    "empty-page",
    "short-page",
    "repeated-page",
    "reordered",
    "time-limit",
]
"""What can be done to a request."""


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which requests one thing is done to."""

    does: Deed
    on: tuple[Door, ...] = ()
    """The doors it watches; none means all."""
    table: str | None = None
    """Only requests for a statement that names this table."""
    nth: int = 1
    """The first of those requests that it strikes, counted from 1."""
    times: int | None = 1
    """How many in a row it strikes; null means all that follow."""
    status: int = 503
    """Which HTTP status a request is answered with, where that is what is done."""
    retry_after: str | None = None
    """The Retry-After header of such an answer; `date` stands for a moment two seconds ahead, as a date."""
    amount: float = 0
    """How many: seconds that a slow answer takes, requests that may be under way, rows that a query may have."""


class Plan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What goes wrong in a stand-in."""

    meaning: str = ""
    """What it is for, in one line."""
    rules: tuple[Rule, ...] = ()
    """Of several rules that strike one request, the first does."""
    lacks: tuple[str, ...] = ()
    """Tables that the org hasn't got, and fields, as `table.field`."""


def read(path: Path) -> Plan:
    """Read a plan from a file."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Plan)
    except OSError as error:
        raise AccessError.of(error, doing=f"read the fault plan {path}") from error
    except msgspec.DecodeError as error:
        raise ArgumentError.fault_plan(path, error) from error
