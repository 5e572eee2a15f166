"""Where a private key, a consumer key and a consumer secret are looked for, and in which order.

What is named for an app comes before what is named for an org, and both before what holds for any org. It must never
pass a secret on with less care than the file that it lay in.
"""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from rearview.errors import AccessError, AuthError, SecretFileError
from rearview.sources.agentforce.signin import private_file
from rearview.sources.agentforce.signin.login import Login

_APP = "-agentforce-observability"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A value that was looked for, and where it was."""

    value: str = field(repr=False)
    place: str


def key_path(login: Login) -> Path:
    """Return where the private key lies."""
    if login.key_path:
        return login.key_path
    looked = _files(login.org, "key")
    for path in looked:
        if path.exists():
            return path
    raise SecretFileError.nowhere(looked)


def consumer_key(login: Login) -> Found:
    """Return the app's id."""
    if login.consumer_key:
        return Found(value=login.consumer_key, place="--consumer-key")
    for found in _places(login.org, "consumer-key", _plain):
        return found
    raise AuthError.no_consumer_key(_files(login.org, "consumer-key"), _variables(login.org, "consumer-key"))


def client_secret(login: Login) -> Found:
    """Return the app's secret."""
    for found in _places(login.org, "client-secret", private_file.read):
        return found
    raise AuthError.no_client_secret(
        _files(login.org, "client-secret"), _variables(login.org, "client-secret")
    )


def _places(org: str | None, name: str, read: Callable[[Path], bytes]) -> Iterator[Found]:
    for path in _files(org, name):
        if path.exists() and (text := read(path).decode(errors="replace").strip()):
            yield Found(value=text, place=str(path))
    for variable in _variables(org, name):
        if text := os.environ.get(variable, "").strip():
            yield Found(value=text, place=variable)


def _files(org: str | None, ending: str) -> list[Path]:
    folder = Path.home() / ".sf" / "jwt"
    return [folder / f"{org}{_APP}.{ending}", folder / f"{org}.{ending}"] if org else []


def _variables(org: str | None, name: str) -> list[str]:
    last = name.replace("-", "_").upper()
    own = [f"SF_{re.sub('[^A-Za-z0-9]', '_', org).upper()}_{last}"] if org else []
    return [*own, f"SF_{last}"]


def _plain(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise AccessError.of(error, doing=f"read {path}") from error
