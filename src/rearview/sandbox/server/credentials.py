"""Who may sign in to a stand-in: one app and one user, made anew at each start, with a key that only its owner reads.

Nothing here is worth stealing, and yet it is kept as the real thing would be, so that a client's manners show.
"""

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

_KEY_BITS = 2048
_PUBLIC_EXPONENT = 65_537


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What a client needs to sign in, in each of the ways there are."""

    username: str
    """The one user, by whom an assertion is signed."""
    consumer_key: str
    """The app's id, which OAuth calls client_id."""
    consumer_secret: str = field(repr=False)
    refresh_token: str = field(repr=False)
    """What the app got when the user once approved it in a browser."""
    key_path: Path
    """The private key as PKCS#8 PEM; its public half is registered with the app."""
    form_path: Path
    """The form of a client credentials sign-in, for `curl -d @FILE`: a secret has no place on a command line."""
    public_key: rsa.RSAPublicKey = field(repr=False)


def make(folder: Path) -> Credentials:
    """Make an app's credentials and put what a client reads from files into a folder."""
    key = rsa.generate_private_key(public_exponent=_PUBLIC_EXPONENT, key_size=_KEY_BITS)
    made = Credentials(
        username="analyst@sandbox.example",
        consumer_key=f"3MVG9{secrets.token_urlsafe(60)}",
        consumer_secret=secrets.token_hex(32).upper(),
        refresh_token=f"5Aep861{secrets.token_urlsafe(60)}",
        key_path=folder / "server.key",
        form_path=folder / "sign-in.form",
        public_key=key.public_key(),
    )
    _store(made.key_path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    form = {
        "grant_type": "client_credentials",
        "client_id": made.consumer_key,
        "client_secret": made.consumer_secret,
    }
    _store(made.form_path, urlencode(form).encode())
    return made


def _store(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
