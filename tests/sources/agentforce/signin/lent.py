"""A token of the stand-in's, put where `sf` would show it."""

from rearview.sandbox.server import Standin
from tests.sources.agentforce.signin.fake_sf import FakeSf


def lend(sf: FakeSf, standin: Standin, *, org_id: str | None = None, hidden: bool = False) -> str:
    """Let `sf` be signed in to the stand-in."""
    token = standin.tokens.issue_core(standin.behaviour)
    shown = "[REDACTED] Use 'sf org auth show-access-token' to view" if hidden else token
    sf.tells(
        "display",
        id=standin.org_id if org_id is None else org_id,
        username=standin.credentials.username,
        instanceUrl=standin.url,
        accessToken=shown,
    )
    sf.tells("token", accessToken=token)
    return token
