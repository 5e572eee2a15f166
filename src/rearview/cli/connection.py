"""An org that a command is signed in to, for as long as the command runs.

Owns the order in which it comes about: Ctrl-C is heard first, so that nothing that is opened later outlives it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from rearview.cli import diagnostics
from rearview.cli.interruption import Interruption, heard
from rearview.cli.progress import watched

if TYPE_CHECKING:
    from rearview.sources.agentforce.query import Api
    from rearview.sources.agentforce.signin import Login, Session
    from rearview.sources.agentforce.wire import Wire

ApiChoice = Literal["v3", "connect", "auto"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """An org, and the ways to it."""

    session: "Session"
    api: "Api"
    wire: "Wire"
    interruption: Interruption


@contextmanager
def connected(login: "Login", api: ApiChoice, *, jobs: int = 4) -> Iterator[Connection]:
    """Sign in, and choose how to ask; what is worth knowing about that is said as a note."""
    from rearview.sources.agentforce.query import choose
    from rearview.sources.agentforce.signin import sign_in
    from rearview.sources.agentforce.wire import Wire

    with heard() as interruption, Wire(jobs=jobs, stop=interruption.stop) as wire:
        notes: list[str] = []
        with watched() as board:
            board.wait("Signing in …")
            session = sign_in(login, wire)
            chosen = choose(session, api, note=notes.append)
        for note in notes:
            diagnostics.note(note)
        yield Connection(session=session, api=chosen, wire=wire, interruption=interruption)
