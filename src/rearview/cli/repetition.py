"""Doing something again and again until somebody ends it."""

import time
from collections.abc import Callable
from typing import Protocol, TypeVar

from rearview.cli import diagnostics
from rearview.cli.interruption import Interruption
from rearview.errors import RearviewError


class _Report(Protocol):
    """What a run says of itself."""

    @property
    def interrupted(self) -> bool:
        """Whether it was asked to come to an end."""


Report = TypeVar("Report", bound=_Report)


def again_and_again(
    once: Callable[[], Report],
    every_s: float,
    interruption: Interruption,
    *,
    passing: tuple[type[RearviewError], ...],
) -> Report:
    """Run until a run is interrupted; what passes by itself, such as a network that is down, ends nothing."""
    while True:
        began = time.monotonic()
        try:
            report = once()
        except passing as error:
            diagnostics.explain(error)
        else:
            if report.interrupted:
                return report
        interruption.wait(began + every_s - time.monotonic())
