"""Signing in as an app, by its secret; it then acts as the user that it was given to run as."""

from dataclasses import dataclass, field

from rearview.sources.agentforce.signin import grant
from rearview.sources.agentforce.signin.grant import Grant
from rearview.sources.agentforce.wire import Wire


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientCredentials:
    """An app, its secret, and the org's own address."""

    wire: Wire = field(repr=False)
    consumer_key: str = field(repr=False)
    client_secret: str = field(repr=False)
    login_url: str

    def __call__(self) -> Grant:
        """Sign in."""
        form = {
            "grant_type": "client_credentials",
            "client_id": self.consumer_key,
            "client_secret": self.client_secret,
        }
        reply = self.wire.fetch(grant.request(self.login_url, form), lambda reply: reply)
        return grant.read(reply, of=self.login_url)
