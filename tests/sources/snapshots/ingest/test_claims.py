"""From which of several files a session is taken."""

from rearview.sources.snapshots.ingest.claims import Claim, settle


def _claim(path: str, *sessions: str, ended: bool = True, steps: int = 1) -> Claim:
    return Claim(path=path, sessions=sessions, rank=(ended, steps))


def test_the_fuller_file_has_it() -> None:
    """A run that has ended is worth more than steps, and steps more than names."""
    open_ = _claim("a", "s", ended=False, steps=9)
    few = _claim("b", "s", "own")
    many = _claim("c", "s", steps=2)
    settled = settle([open_, few, many])
    assert settled.sessions == {"a": (), "b": ("own",), "c": ("s",)}
    assert settled.lost == {"a": {"s"}, "b": {"s"}}


def test_among_equals_the_first_has_it() -> None:
    """The same files always give the same lake, in whatever order they are read."""
    one, two = _claim("a", "s"), _claim("b", "s")
    assert settle([one, two]) == settle([two, one])
    assert settle([two, one]).lost == {"b": {"s"}}
