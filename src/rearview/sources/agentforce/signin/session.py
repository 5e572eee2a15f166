"""Being signed in: the org, its two doors, and its clock. It must never let one run speak to two orgs."""

import threading

from rearview.errors import AuthError
from rearview.sources.agentforce.signin.clock import Clock
from rearview.sources.agentforce.signin.door import Door, Pass
from rearview.sources.agentforce.signin.exchange import exchange
from rearview.sources.agentforce.signin.grant import Grant, Sign
from rearview.sources.agentforce.signin.login import Login
from rearview.sources.agentforce.signin.ways import way
from rearview.sources.agentforce.wire import Wire


def sign_in(login: Login, wire: Wire) -> "Session":
    """Sign in to an org."""
    return Session(way(login, wire), wire, data_space=login.data_space)


class Session:
    """An org that was signed in to."""

    def __init__(self, sign: Sign, wire: Wire, *, data_space: str) -> None:
        self.data_space = data_space
        self._sign = sign
        self._wire = wire
        self._clock = Clock()
        self._lock = threading.Lock()
        self._tenant: Door | None = None
        first = sign()
        self.org_id = first.org_id
        self.username = first.username
        self.scopes = first.scopes
        """What the app may do, where the sign-in tells it."""
        self.core = Door(wire, self._taken(first), renew=self._renewed, hear=self._clock.hear)

    @property
    def instance_url(self) -> str:
        """The org's own address."""
        return self.core.url

    def tenant(self) -> Door:
        """Return the door of the org's tenant, which is opened by an exchange of tokens when it is first asked for."""
        with self._lock:
            if self._tenant is None:
                self._tenant = Door(
                    self._wire, self._exchanged(), renew=self._exchanged, hear=self._clock.hear
                )
            return self._tenant

    def now_ms(self) -> int:
        """Return what time it is in the org."""
        return self._clock.now_ms()

    def _exchanged(self) -> Pass:
        return exchange(self.core, self.data_space)

    def _renewed(self) -> Pass:
        grant = self._sign()
        if grant.org_id != self.org_id:
            raise AuthError.another_org(self.org_id, grant.org_id)
        return self._taken(grant)

    def _taken(self, grant: Grant) -> Pass:
        self._clock.set(grant.issued_ms)
        return Pass(url=grant.url, token=grant.token)
