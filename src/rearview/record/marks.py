"""The marks that everything recorded bears: when it happened, and an id."""

import os
import time

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_LETTERS = 6


def now_ms() -> int:
    """Return the time in milliseconds since 1970."""
    return time.time_ns() // 1_000_000


def new_id(at_ms: int) -> str:
    """Return an id as ai-agent writes them: the time and six letters by chance, both in base 36."""
    # Asked of the system every time: processes that were forked have the same past, and so the same chances.
    chance = int.from_bytes(os.urandom(4)) % 36**_LETTERS
    return f"{_base36(at_ms)}-{_base36(chance).rjust(_LETTERS, '0')}"


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits
