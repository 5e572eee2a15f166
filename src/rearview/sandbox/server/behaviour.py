"""How one org differs from the next where documentation is silent or contradicts itself: every variant, as data.

A client has to get on with each of them. What goes wrong on purpose is no variant: that belongs to the faults.
"""

from dataclasses import dataclass
from typing import Literal

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """How the stand-in behaves."""

    chunk_bytes: int = 16 << 20
    """How large a numbered chunk of Query V3 becomes, as Arrow."""
    chunk_rows: int | None = None
    """How many rows a chunk has at most."""
    page_bytes: int = 2_000_000
    """How large a page of Connect becomes, as Arrow."""
    page_rows: int | None = None
    """How many rows a page has at most."""

    running_ms: int = 0
    """How long a query runs, by the org's clock."""
    producing_ms: int = 0
    """How long its results are there, but not yet safe, by the org's clock."""
    results_ms: int = 24 * HOUR_MS
    """How long results can be read again, by the org's clock."""

    token_ms: int = 2 * HOUR_MS
    """How long a core token lives."""
    tenant_token_ms: int = 7_193_000
    """How long a tenant's token lives."""
    assertion_ms: int = 5 * MINUTE_MS
    """How far ahead an assertion may end."""
    exchanges: bool = True
    """Whether a core token can be exchanged for a tenant's: whether the app has the scope for it."""

    poll_status: Literal["header", "body", "both"] = "header"
    """Where Query V3 puts the status of a query that is asked after."""
    connect_status: Literal["bare", "nested"] = "bare"
    """Whether Connect's status is the body, or lies in it under `status`."""
    completion: Literal["ResultsProduced", "RESULTS_PRODUCED", "RESULTSPRODUCED"] = "ResultsProduced"
    """How Connect spells a completion status, shown on one of them."""
    expiration: Literal["iso", "protobuf", "empty"] = "iso"
    """How Connect writes when results end."""
    rows_as: Literal["arrays", "objects"] = "arrays"
    """Whether a row of Connect is an array, or an object with the array under `row`."""
    errors_as: Literal["list", "dict", "text"] = "list"
    """Which form an error of Connect has."""
