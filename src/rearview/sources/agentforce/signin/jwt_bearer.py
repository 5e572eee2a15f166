"""Signing in as a user by an assertion that the app's private key signs.

It must never let an assertion live longer than it takes to hand it in, nor name another audience than the address
that it is sent to.
"""

from dataclasses import dataclass, field

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from rearview.sources.agentforce.signin import grant, said
from rearview.sources.agentforce.signin.clock import date_ms, machine_ms
from rearview.sources.agentforce.signin.grant import Grant
from rearview.sources.agentforce.wire import Reply, Wire

LIFE_S = 120
_NOTABLE_MS = 30_000
_GRANT_TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer"


@dataclass(slots=True, kw_only=True)
class JwtBearer:
    """A user, an app's key, and where they sign in."""

    wire: Wire = field(repr=False)
    key: RSAPrivateKey = field(repr=False)
    consumer_key: str = field(repr=False)
    username: str
    login_url: str
    _skew_ms: int = field(default=0, init=False)
    """How far the clock that judges assertions is ahead of this machine's."""

    def __call__(self) -> Grant:
        """Sign in; once more if the assertion was refused and this machine's clock can be why."""
        reply = self._ask()
        if said.refusal(reply)[0] == "invalid_grant" and self._set_clock(reply):
            reply = self._ask()
        return grant.read(reply, of=self.login_url, username=self.username)

    def _ask(self) -> Reply:
        form = {"grant_type": _GRANT_TYPE, "assertion": self._assertion()}
        return self.wire.fetch(grant.request(self.login_url, form), lambda reply: reply)

    def _assertion(self) -> str:
        now_s = (machine_ms() + self._skew_ms) // 1000
        claims = {
            "iss": self.consumer_key,
            "sub": self.username,
            "aud": self.login_url,
            "exp": now_s + LIFE_S,
        }
        return jwt.encode(claims, self.key, algorithm="RS256")

    def _set_clock(self, reply: Reply) -> bool:
        """Take the time from a refusal, and tell whether that is another time than was thought."""
        at_ms = date_ms(reply)
        if at_ms is None or abs(at_ms - machine_ms() - self._skew_ms) < _NOTABLE_MS:
            return False
        self._skew_ms = at_ms - machine_ms()
        return True
