"""Ids that are distinct within a file, whatever its recorder wrote twice.

The same file always gets the same ids: the first bearer keeps an id as it was written, later ones are numbered.
"""


class Ids:
    """The ids of one kind that a file has used so far."""

    def __init__(self) -> None:
        self._bearers: dict[str, int] = {}

    def __contains__(self, wanted: object) -> bool:
        return wanted in self._bearers

    def take(self, wanted: str) -> str:
        """Return an id that nobody bears: the wanted one, or that with a number."""
        chosen = wanted
        while chosen in self._bearers:
            self._bearers[wanted] += 1
            chosen = f"{wanted}~{self._bearers[wanted]}"
        self._bearers[chosen] = 1
        return chosen
