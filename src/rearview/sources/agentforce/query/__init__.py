"""Queries to Data 360: what is asked in SQL comes back whole, as Arrow tables, by whichever of its two APIs.

It knows statements and rows, and nothing of what they are for: no table, no window, no lake.
"""

from rearview.sources.agentforce.query.api import (
    Api,
    ApiName,
    Column,
    Fetched,
    Part,
    Rejected,
    Result,
    Status,
)
from rearview.sources.agentforce.query.choice import choose, rows_of
from rearview.sources.agentforce.query.connect import Connect
from rearview.sources.agentforce.query.polling import Deadline
from rearview.sources.agentforce.query.v3 import V3

__all__ = [
    "V3",
    "Api",
    "ApiName",
    "Column",
    "Connect",
    "Deadline",
    "Fetched",
    "Part",
    "Rejected",
    "Result",
    "Status",
    "choose",
    "rows_of",
]
