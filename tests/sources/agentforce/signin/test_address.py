"""Where somebody signs in."""

import pytest

from rearview.errors import ArgumentError, AuthError
from rearview.sources.agentforce.signin import address

LOGIN = "https://login.salesforce.com"
TEST = "https://test.salesforce.com"


@pytest.mark.parametrize(
    ("instance_url", "expected"),
    [
        (None, LOGIN),
        ("https://acme.my.salesforce.com", LOGIN),
        ("https://acme-dev-ed.develop.my.salesforce.com", LOGIN),
        ("https://sandbox.my.salesforce.com", LOGIN),
        ("https://acme--uat.sandbox.my.salesforce.com", TEST),
        ("https://acme--uat.my.salesforce.com", TEST),
        ("https://acme--uat.cs12.my.salesforce.com", TEST),
        ("https://cs12.salesforce.com", TEST),
        ("https://energy-flow-1234-dev-ed.scratch.my.salesforce.com/", TEST),
    ],
)
def test_told_from_the_org(instance_url: str | None, expected: str) -> None:
    """Sandboxes and scratch orgs are known by their addresses, the older ones too."""
    assert address.for_user(None, instance_url) == expected


def test_told_by_sf() -> None:
    """What `sf` says of an org counts whatever its address is."""
    assert address.for_user(None, "https://acme.my.salesforce.com", sandbox=True) == TEST


def test_given() -> None:
    """An address that is given comes first, and only its scheme and host count: an audience is exact."""
    given = "https://acme.my.salesforce.com/services/oauth2/token?x=1"
    for ask in (address.for_user, address.for_app):
        assert ask(given, "https://acme--uat.sandbox.my.salesforce.com") == "https://acme.my.salesforce.com"


@pytest.mark.parametrize(
    "url",
    ["http://login.salesforce.com", "https://example.com", "example.com", "login.salesforce.com.example.com"],
)
def test_addresses_of_others(url: str) -> None:
    """No sign-in goes to anybody else, nor in the clear."""
    for login_url, instance_url in ((url, None), (None, url)):
        for ask in (address.for_user, address.for_app):
            with pytest.raises(ArgumentError, match="isn't an address of Salesforce's"):
                ask(login_url, instance_url)


def test_apps_sign_in_at_home() -> None:
    """Client credentials need the org's own address."""
    assert address.for_app(None, "https://acme.my.salesforce.com/") == "https://acme.my.salesforce.com"
    for url in (None, LOGIN, TEST):
        with pytest.raises(AuthError, match="the org's own address only"):
            address.for_app(url, None)
