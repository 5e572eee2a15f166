"""The root of all errors."""

from typing import Any


class RearviewError(Exception):
    """The root of all errors whose message is meant for the person at the keyboard."""

    def __init__(self, what: str, *, hint: str) -> None:
        super().__init__(what, hint)
        self.what = what
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.what}\nHint: {self.hint}"

    def __reduce__(self) -> tuple[Any, ...]:
        """Go from one process to another as it is: an error is built from named values, of which pickle knows nothing."""
        return _anew, (type(self), *self.args), vars(self)


def _anew(kind: type[RearviewError], *args: object) -> RearviewError:
    return kind.__new__(kind, *args)
