"""The entries that hang on an operation: log lines and charges, by the names of the format.

Owns the names. It must not know where an entry goes.
"""

import sys
import traceback
from pathlib import Path
from types import FrameType
from typing import Any, Literal, TypeAlias

Severity: TypeAlias = Literal["VRB", "WRN", "ERR", "TRC", "THK", "FIN"]

_OWN = str(Path(__file__).parent)
_DEEPEST = 100
_LOUD = ("WRN", "ERR")
_MOST = 2**53
"""The first number that not every reader of JSON can hold exactly."""


def has_stack(severity: Severity, *, wanted: bool | None) -> bool:
    """Tell whether a log line comes with the stack."""
    return severity in _LOUD if wanted is None else wanted is True


def stack_here() -> str:
    """Return where the agent's code is just now, the innermost call first; no file is opened for it."""
    frame: FrameType | None = sys._getframe(1)  # noqa: SLF001 - what inspect.currentframe does
    places: list[str] = []
    while frame is not None and len(places) < _DEEPEST:
        code = frame.f_code
        if not code.co_filename.startswith(_OWN):
            places.append(f"    at {code.co_qualname} ({code.co_filename}:{frame.f_lineno})")
        frame = frame.f_back
    return "\n".join(places)


def stack_of(error: BaseException) -> str:
    """Return where an exception came from."""
    try:
        return "".join(traceback.format_exception(error, limit=-_DEEPEST))
    except Exception:  # noqa: BLE001 - an agent's own error may fail to say what it is
        return type(error).__name__


def count(number: object) -> int | None:
    """Return a count; None for what can't be one."""
    is_number = isinstance(number, int | float) and not isinstance(number, bool)
    return int(number) if is_number and 0 <= number < _MOST else None  # type: ignore[call-overload, operator]


def amount(number: object) -> float | None:
    """Return an amount of money; None for what can't be one."""
    is_number = isinstance(number, int | float) and not isinstance(number, bool)
    return float(number) if is_number and -_MOST < number < _MOST else None  # type: ignore[arg-type, operator]


def known(**fields: Any) -> dict[str, Any]:
    """Return the fields that have a value."""
    return {name: value for name, value in fields.items() if value is not None}
