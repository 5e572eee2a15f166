"""A session as it stands in an address that names two of them: its place and its id. It opens nothing."""

from dataclasses import dataclass
from typing import Self
from urllib.parse import quote, urlencode

from rearview.viewer.place import Place
from rearview.viewer.places import Places


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """One session of one place; without an id, the session of a file."""

    place: Place
    session_id: str | None

    @classmethod
    def of(cls, places: Places, text: str) -> Self:
        """Read it off an address."""
        slug, _, session_id = text.strip().partition("/")
        return cls(place=places.named(slug), session_id=session_id or None)

    def __str__(self) -> str:
        """Return it as it stands in an address."""
        return "/".join(filter(None, (self.place.slug, self.session_id)))

    @property
    def link(self) -> str:
        """Where it is shown by itself."""
        return f"/session/{quote(str(self))}"


def compared_with(a: str, b: str) -> str:
    """Return where two sessions are compared."""
    return f"/compare?{urlencode({'a': a, 'b': b})}"
