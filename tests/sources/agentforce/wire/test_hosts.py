"""Which hosts may be spoken to."""

import pytest

from rearview.errors import ArgumentError
from rearview.sources.agentforce.wire import allowed

SECRET = "s3cr3t"  # noqa: S105 -- it is for looking whether it shows


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://login.salesforce.com", "https://login.salesforce.com"),
        ("https://acme.my.salesforce.com/services/oauth2/token?x=y", "https://acme.my.salesforce.com"),
        ("https://ACME--UAT.sandbox.my.Salesforce.com/", "https://acme--uat.sandbox.my.salesforce.com"),
        ("https://abc123.c360a.salesforce.com", "https://abc123.c360a.salesforce.com"),
        ("https://acme.my.site.force.com", "https://acme.my.site.force.com"),
        ("https://acme.my.salesforce.mil", "https://acme.my.salesforce.mil"),
        ("http://127.0.0.1:8123/api", "http://127.0.0.1:8123"),
        ("http://127.1.2.3", "http://127.1.2.3"),
        ("http://localhost:8123", "http://localhost:8123"),
        ("http://[::1]:8123", "http://[::1]:8123"),
    ],
)
def test_salesforce_and_this_machine_may_be_spoken_to(url: str, origin: str) -> None:
    """Salesforce's hosts over TLS and this machine's own addresses are allowed, and come back as scheme and host."""
    assert allowed(url) == origin


@pytest.mark.parametrize(
    "url",
    [
        "http://login.salesforce.com",
        "ftp://login.salesforce.com",
        "https://example.com",
        "https://salesforce.com.example.com",
        "https://evilsalesforce.com",
        "https://login.salesforce.com.",
        "https://login..salesforce.com",
        f"https://{'a' * 64}.salesforce.com",
        f"https://{'a.' * 130}salesforce.com",
        "https://example.com/login.salesforce.com",
        "https://example.com#@login.salesforce.com",
        "https://example.com?@login.salesforce.com",
        "https://example.com\\@login.salesforce.com",
        "https://example.com\n.salesforce.com",
        "https://login.salesforce.com@example.com",
        "https://login.salesforce.com:443@example.com",
        "http://127.0.0.1.example.com",
        "http://0.0.0.0",
        "http://2130706433",
        "https://10.0.0.1",
        "https://x:99999999",
        "login.salesforce.com",
        "//login.salesforce.com",
        "",
    ],
)
def test_no_other_host_may(url: str) -> None:
    """What isn't Salesforce's, isn't under TLS or only looks so is refused, with a sentence."""
    with pytest.raises(ArgumentError, match="isn't an address of Salesforce's"):
        allowed(url)


@pytest.mark.parametrize(
    "url",
    [
        f"https://me:{SECRET}@login.salesforce.com",
        f"https://me:{SECRET}@example.com",
        f"https://example.com/{SECRET}?{SECRET}#{SECRET}",
        f"https://example.com:{SECRET}",
    ],
)
def test_a_refusal_shows_no_more_than_scheme_and_host(url: str) -> None:
    """Passwords and paths of an address that is refused stay unsaid."""
    with pytest.raises(ArgumentError) as refused:
        allowed(url)
    assert SECRET not in str(refused.value)
