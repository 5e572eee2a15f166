"""What a day of sessions is estimated to take."""

from collections.abc import Callable

from rearview.render.estimate import COLUMNS, document, rows, show
from rearview.sources.agentforce.extract.credits import of_sessions

VOLUME = of_sessions(sessions_per_day=1_000, turns=4)


def test_an_estimate(golden: Callable[[str, bytes], None]) -> None:
    """Records and credits are told by what they are paid for, and that it is no bill."""
    golden(
        "estimate.txt",
        "".join(f"{line.plain}\n" for line in show(VOLUME, "1,000 sessions", width=80)).encode(),
    )


def test_for_programs() -> None:
    """Every figure is there, and what it rests on."""
    assert all(tuple(row) == COLUMNS for row in rows(VOLUME))
    told = document(VOLUME, "1,000 sessions")
    assert (told["basis"], told["records_per_day"]) == ("1,000 sessions", 96_000)
    assert [round(row["credits_per_day"], 3) for row in told["estimates"]] == [192.0, 1.152]
