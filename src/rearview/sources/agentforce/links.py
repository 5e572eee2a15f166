"""Addresses of an org's own pages about what it has recorded. It asks nobody whether they are there."""

from urllib.parse import quote, urlencode

_RECORD = "/lightning/cmp/runtime_analytics_evf_aie__record"
_MOMENT = "2"
_DAYS = "7"


def moment_url(moment_id: str, *, session_id: str, agent: str | None, title: str, org: str = "") -> str:
    """Return the address of a moment's page; within an org, where no address of the org is given."""
    said = {
        "c__id": moment_id,
        "c__type": _MOMENT,
        "c__sessionId": session_id,
        "c__timeFilter": _DAYS,
        "c__agentApiName": agent or "",
        "c__title": title,
    }
    # Not with plus signs: pages of Lightning don't take them for spaces.
    return f"{org.rstrip('/')}{_RECORD}?{urlencode(said, quote_via=quote)}"
