"""Where keys and secrets are looked for, and which of several is taken."""

from pathlib import Path

import pytest

from rearview.errors import AccessError, AuthError, SecretFileError
from rearview.sources.agentforce.signin import Login, lookup

APP = "my-org-agentforce-observability"


def _write(path: Path, text: str = "x", mode: int = 0o600) -> Path:
    path.write_text(text)
    path.chmod(mode)
    return path


def test_keys_in_order(home: Path) -> None:
    """The key that is named comes first, then the app's, then the org's."""
    login = Login(org="my-org")
    org = _write(home / "my-org.key")
    assert lookup.key_path(login) == org
    app = _write(home / f"{APP}.key")
    assert lookup.key_path(login) == app
    assert lookup.key_path(Login(org="my-org", key_path=Path("elsewhere.key"))) == Path("elsewhere.key")


def test_no_key_at_all(home: Path) -> None:
    """Where no key is found, every place that was looked at is named, and how to make one."""
    with pytest.raises(SecretFileError) as caught:
        lookup.key_path(Login(org="my-org"))
    assert f"at {home}/{APP}.key, nor at {home}/my-org.key" in caught.value.what
    assert f"-keyout {home}/{APP}.key -out {home}/{APP}.crt" in caught.value.hint
    with pytest.raises(SecretFileError, match="no private key and no org is named"):
        lookup.key_path(Login())


def test_consumer_keys_in_order(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one that is given, the app's file, the org's file, the org's variable, the variable for all."""
    login = Login(org="my-org")
    monkeypatch.setenv("SF_CONSUMER_KEY", "any")
    assert lookup.consumer_key(login).value == "any"
    monkeypatch.setenv("SF_MY_ORG_CONSUMER_KEY", " org's ")
    assert lookup.consumer_key(login).value == "org's"
    _write(home / "my-org.consumer-key", "file\n", 0o644)
    assert lookup.consumer_key(login).value == "file"
    _write(home / f"{APP}.consumer-key", "app\n")
    found = lookup.consumer_key(login)
    assert (found.value, found.place) == ("app", str(home / f"{APP}.consumer-key"))
    assert lookup.consumer_key(Login(org="my-org", consumer_key="given")).value == "given"


def test_what_is_empty_is_nothing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty file or variable is passed over."""
    _write(home / f"{APP}.consumer-key", "\n")
    monkeypatch.setenv("SF_MY_ORG_CONSUMER_KEY", "")
    monkeypatch.setenv("SF_CONSUMER_KEY", "any")
    assert lookup.consumer_key(Login(org="my-org")).place == "SF_CONSUMER_KEY"


def test_variables_of_users(monkeypatch: pytest.MonkeyPatch) -> None:
    """What can't stand in a variable's name is an underscore there."""
    monkeypatch.setenv("SF_USER_NAME_EXAMPLE_COM_CONSUMER_KEY", "user's")
    assert lookup.consumer_key(Login(org="user.name@example.com")).value == "user's"


def test_no_consumer_key_at_all(home: Path) -> None:
    """Every place is named, and where the key is shown."""
    with pytest.raises(AuthError) as caught:
        lookup.consumer_key(Login(org="my-org"))
    for place in (f"{home}/{APP}.consumer-key", f"{home}/my-org.consumer-key", "SF_MY_ORG_CONSUMER_KEY"):
        assert place in caught.value.what
    assert caught.value.page
    assert caught.value.page in str(caught.value)


def test_a_consumer_key_that_is_no_file(home: Path) -> None:
    """A folder in its place is an error that says so."""
    (home / "my-org.consumer-key").mkdir()
    with pytest.raises(AccessError, match=r"Could not read .*my-org\.consumer-key"):
        lookup.consumer_key(Login(org="my-org"))


def test_secrets(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A secret comes from a file that only its owner reads, or from the environment."""
    login = Login(org="my-org")
    with pytest.raises(AuthError, match="There is no consumer secret"):
        lookup.client_secret(login)
    monkeypatch.setenv("SF_CLIENT_SECRET", "any")
    assert lookup.client_secret(login).value == "any"
    file = _write(home / "my-org.client-secret", "file\n")
    assert lookup.client_secret(login).value == "file"
    file.chmod(0o640)
    with pytest.raises(SecretFileError, match="0640"):
        lookup.client_secret(login)
