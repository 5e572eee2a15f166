"""Signing in with the token that the `sf` command holds. It is borrowed: it must never be revoked, nor kept."""

from dataclasses import dataclass

from rearview.sources.agentforce.signin import grant, sf
from rearview.sources.agentforce.signin.grant import Grant
from rearview.sources.agentforce.wire import allowed


@dataclass(frozen=True, slots=True, kw_only=True)
class Borrowed:
    """An org that `sf` is signed in to."""

    org: str | None

    def __call__(self) -> Grant:
        """Borrow the token; asked again, `sf` renews the one that ended."""
        shown = sf.display(self.org)
        url = allowed(shown.instance_url)
        token = shown.token or sf.token(self.org)
        org_id = grant.org_id(shown.org_id, token, of=url)
        return Grant(url=url, token=token, org_id=org_id, username=shown.username)
