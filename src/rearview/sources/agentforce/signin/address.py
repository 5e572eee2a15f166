"""The addresses of a sign-in: where it is asked for, and how that is told from an org's own address."""

import re
from urllib.parse import urlsplit

from rearview.errors import AuthError
from rearview.sources.agentforce.wire import allowed

PRODUCTION = "https://login.salesforce.com"
TEST = "https://test.salesforce.com"

_SANDBOX = re.compile(r"--[^.]+\.|\.(?:sandbox|scratch)\.|(?:^|\.)cs\d+\.")
"""What stands in the addresses of sandboxes and scratch orgs, the older ones too, and in no others."""


def for_user(login_url: str | None, instance_url: str | None, *, sandbox: bool = False) -> str:
    """Return where a user of an org signs in: the address that is given, or else the one that all orgs of a kind share."""
    if login_url:
        return origin(login_url)
    if instance_url:
        sandbox = sandbox or bool(_SANDBOX.search(urlsplit(origin(instance_url)).hostname or ""))
    return TEST if sandbox else PRODUCTION


def for_app(login_url: str | None, instance_url: str | None) -> str:
    """Return where an app signs in for itself: at the org's My Domain, and nowhere else."""
    url = login_url or instance_url
    if url is None or (host := origin(url)) in {PRODUCTION, TEST}:
        raise AuthError.no_my_domain()
    return host


def origin(url: str) -> str:
    """Return the scheme and host of an address; people leave out the scheme."""
    return allowed(url if "://" in url else f"https://{url}")
