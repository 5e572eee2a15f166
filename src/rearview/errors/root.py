"""The root of all errors."""


class RearviewError(Exception):
    """The root of all errors whose message is meant for the person at the keyboard."""

    def __init__(self, what: str, *, hint: str) -> None:
        super().__init__(what, hint)
        self.what = what
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.what}\nHint: {self.hint}"
