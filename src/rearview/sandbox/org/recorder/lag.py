"""How long it takes until a row can be seen: minutes in some tables, hours to days in others, as live orgs were seen."""

from rearview.sandbox.org.chance import Chance

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS

_MINUTES = {(2 * MINUTE_MS, 5 * MINUTE_MS): 0.7, (5 * MINUTE_MS, 12 * MINUTE_MS): 0.3}
_HOURS = {
    (40 * MINUTE_MS, 3 * HOUR_MS): 0.55,
    (3 * HOUR_MS, 12 * HOUR_MS): 0.30,
    (12 * HOUR_MS, 36 * HOUR_MS): 0.12,
    (36 * HOUR_MS, 70 * HOUR_MS): 0.03,
}
_DAYS = {
    (4 * HOUR_MS, 12 * HOUR_MS): 0.6,
    (12 * HOUR_MS, 36 * HOUR_MS): 0.3,
    (36 * HOUR_MS, 71 * HOUR_MS): 0.1,
}

_LAGS = {
    "sessions": _MINUTES,
    "participants": _MINUTES,
    "gateway_requests": _MINUTES,
    "gateway_responses": _MINUTES,
    "gateway_request_tags": _MINUTES,
    "gateway_request_metadata": _MINUTES,
    "gateway_object_records": _MINUTES,
    "gateway_object_record_citations": _MINUTES,
    "trace_spans": _MINUTES,
    "moments": _DAYS,
    "moment_interactions": _DAYS,
    "tag_associations": _DAYS,
    "retriever_metrics": _DAYS,
}
"""The tables that aren't hours late; each lag is a range with its share."""

LONGEST_MS = 71 * HOUR_MS
"""No row takes longer."""


class Lags:
    """The lags of what happened together: rows of one table come at once, those of another at another time."""

    def __init__(self, chance: Chance) -> None:
        self._chance = chance
        self._drawn: dict[str, int] = {}

    def of(self, folder: str) -> int:
        """Return the lag of a table's rows, in milliseconds."""
        if folder not in self._drawn:
            self._drawn[folder] = self._chance.between(*self._chance.weighted(_LAGS.get(folder, _HOURS)))
        return self._drawn[folder]
