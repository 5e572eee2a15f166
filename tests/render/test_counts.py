"""How many rows a source has."""

from collections.abc import Callable

from rearview.render.counts import show
from rearview.sources.agentforce.extract.period import Period

DAY = 86_400_000
PERIOD = Period(since_ms=20_000 * DAY, until_ms=20_007 * DAY)


def test_counts(golden: Callable[[str, bytes], None]) -> None:
    """Each table has its rows, and those that can't be counted their reason."""
    lines = show([("sessions", 1_204), ("steps", 0)], {"moments": "the org has none"}, PERIOD, width=80)
    golden("counts.txt", "".join(f"{line.plain}\n" for line in lines).encode())


def test_nothing_to_count() -> None:
    """Where there is no table, there is no list of them."""
    assert [line.plain for line in show([], {}, PERIOD, width=80)] == [
        "AT THE SOURCE: 0 rows, 2024-10-04 00:00 to 2024-10-11 00:00 UTC"
    ]
