"""How much worse one cohort may be than another."""

import pytest

from rearview.errors import ArgumentError
from rearview.library.allowance import Allowance


@pytest.mark.parametrize(
    ("said", "before", "after", "exceeded"),
    [
        ("failure_rate+5%", 0.10, 0.16, True),
        ("failure_rate+5%", 0.10, 0.149, False),
        ("failure_rate+5%", 0.10, 0.01, False),
        ("completion_rate-2%", 0.90, 0.87, True),
        ("completion_rate-2%", 0.90, 0.99, False),
        ("duration_ms+10%", 1_000, 1_101, True),
        ("duration_ms+10%", 1_000, 1_099, False),
        ("duration_ms+50", 1_000, 1_060, True),
        ("turns-0.5", 3.0, 2.4, True),
        ("cost_usd + 1.5 %", 2.0, 2.02, False),
    ],
)
def test_allowances(said: str, before: float, after: float, exceeded: bool) -> None:
    """Percentages are points of rates and parts of anything else; the sign says which way is worse."""
    row = {"before": before, "after": after, "difference": after - before}
    assert Allowance.read(said).is_exceeded(row) is exceeded


@pytest.mark.parametrize(
    "said", ["failure_rate", "joy+5%", "failure_rate+", "failure_rate+5 points", "+5%", ""]
)
def test_what_says_nothing_is_refused(said: str) -> None:
    """A text that names no measure, no direction or no amount is refused with the measures that there are."""
    with pytest.raises(ArgumentError, match="failure_rate"):
        Allowance.read(said)
