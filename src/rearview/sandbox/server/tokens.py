"""The tokens that a stand-in has given out: which are good, for which door, and until when by the org's clock.

A core token opens Connect and can be exchanged for a tenant's, which opens Query V3; neither opens the other's door.
"""

import secrets
import threading
from typing import Literal

import jwt

from rearview.sandbox.server.behaviour import Behaviour
from rearview.sandbox.server.clock import Clock

Kind = Literal["core", "tenant"]


class Tokens:
    """All tokens of one stand-in."""

    def __init__(self, *, org_id: str, tenant_id: str, clock: Clock) -> None:
        self._org_id = org_id
        self._tenant_id = tenant_id
        self._clock = clock
        self._secret = secrets.token_hex(32)
        self._lock = threading.Lock()
        self._ends_ms: dict[tuple[Kind, str], int] = {}

    def issue_core(self, behaviour: Behaviour) -> str:
        """Give out a core token."""
        token = f"{self._org_id[:15]}!{secrets.token_urlsafe(72)}"
        self._keep("core", token, self._clock.now_ms() + behaviour.token_ms)
        return token

    def issue_tenant(self, behaviour: Behaviour) -> str:
        """Give out a tenant's token: a JWT that says whose it is and when it ends, which a client may read."""
        now_ms = self._clock.now_ms()
        ends_ms = now_ms + behaviour.tenant_token_ms
        claims = {
            "sub": self._org_id,
            "audienceTenantId": self._tenant_id,
            "iat": now_ms // 1000,
            "exp": ends_ms // 1000,
            "jti": secrets.token_hex(16),
        }
        token = jwt.encode(claims, self._secret, algorithm="HS256")
        self._keep("tenant", token, ends_ms)
        return token

    def good(self, kind: Kind, token: str) -> bool:
        """Whether a token opens the doors of that kind now."""
        with self._lock:
            ends_ms = self._ends_ms.get((kind, token))
        return ends_ms is not None and self._clock.now_ms() < ends_ms

    def revoke(self, token: str) -> bool:
        """Let a token be good no more; say whether there was such a token."""
        with self._lock:
            ended = [self._ends_ms.pop(("core", token), None), self._ends_ms.pop(("tenant", token), None)]
        return ended != [None, None]

    def revoke_all(self) -> None:
        """Let no token be good any more, as when a session is ended in the org."""
        with self._lock:
            self._ends_ms.clear()

    def _keep(self, kind: Kind, token: str, ends_ms: int) -> None:
        with self._lock:
            self._ends_ms[kind, token] = ends_ms
