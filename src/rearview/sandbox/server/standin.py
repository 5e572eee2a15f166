"""What one stand-in is made of: everything that its endpoints share, and what a test takes hold of.

It only holds; what each part does is the part's own affair.
"""

from dataclasses import dataclass, field

from rearview.sandbox.server.behaviour import Behaviour
from rearview.sandbox.server.clock import Clock
from rearview.sandbox.server.counters import Counters
from rearview.sandbox.server.credentials import Credentials
from rearview.sandbox.server.faults import Faults
from rearview.sandbox.server.loading import Loading
from rearview.sandbox.server.results import Results
from rearview.sandbox.server.tokens import Tokens


@dataclass(slots=True, kw_only=True)
class Standin:
    """A stand-in for Data 360 that answers on a socket."""

    url: str
    """Where it answers: login, org and tenant alike."""
    org_id: str
    tenant_id: str
    credentials: Credentials
    clock: Clock
    behaviour: Behaviour
    """How it differs from another org; may be exchanged while it runs."""
    faults: Faults
    rows: Loading = field(repr=False)
    results: Results = field(repr=False)
    tokens: Tokens = field(repr=False)
    counters: Counters = field(default_factory=Counters)
    ending: bool = False
    """Whether nobody is to wait for anything any more."""

    @property
    def host(self) -> str:
        """The host and port, as a tenant's address is told: without a scheme."""
        return self.url.partition("://")[2]
