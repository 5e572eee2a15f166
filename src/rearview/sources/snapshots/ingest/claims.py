"""From which file a session is taken that several hold: a copy, or a sub-agent's file beside the one of its root.

One session, one file: the one whose run has ended, and tells more. Pure.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

Rank = tuple[bool, int]
"""Whether a file's run has ended, and how many steps it has: the more, the more it tells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A file that holds sessions."""

    path: str
    sessions: Sequence[str]
    rank: Rank


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What each file gets."""

    sessions: Mapping[str, tuple[str, ...]]
    """By path: those that are taken from it."""
    lost: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """By path: those that another has."""


def settle(claims: Collection[Claim]) -> Settled:
    """Give every session to one of the files that hold it; among equals, to the first by name."""
    owner: dict[str, Claim] = {}
    for claim in sorted(claims, key=lambda claim: claim.path):
        for session in claim.sessions:
            other = owner.get(session)
            if other is None or claim.rank > other.rank:
                owner[session] = claim
    kept = {
        claim.path: tuple(session for session in claim.sessions if owner[session] is claim)
        for claim in claims
    }
    lost = {
        claim.path: frozenset(claim.sessions).difference(kept[claim.path])
        for claim in claims
        if len(kept[claim.path]) < len(claim.sessions)
    }
    return Settled(sessions=kept, lost=lost)
