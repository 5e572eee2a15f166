"""What somebody says about how to sign in."""

import pytest

from rearview.errors import ArgumentError
from rearview.sources.agentforce.signin import Login


@pytest.mark.parametrize("org", ["prod", "my-org_2", "user@example.com", "Ünïcode", None])
def test_orgs_have_names(org: str | None) -> None:
    """An alias, a username, and none at all are taken."""
    assert Login(org=org).org == org


@pytest.mark.parametrize("org", ["", "--help", "-o", "../../etc/passwd", "a b", "a\nb", "a\\b"])
def test_names_that_would_do_something_else(org: str) -> None:
    """A name that would be an option, or lead out of the folder of keys, is refused."""
    with pytest.raises(ArgumentError, match="can't be the name of an org"):
        Login(org=org)


def test_a_user_is_told_from_an_alias() -> None:
    """What has an @ in it is a username."""
    assert Login(org="user@example.com").username == "user@example.com"
    assert Login(org="prod").username is None
    assert Login().username is None
