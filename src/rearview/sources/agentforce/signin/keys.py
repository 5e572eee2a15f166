"""From a private key's file to the key. It must never show what is in the file, nor a passphrase."""

import os
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from rearview.errors import SecretFileError
from rearview.sources.agentforce.signin import private_file

PASSPHRASE = "SF_KEY_PASSPHRASE"  # noqa: S105 -- the name of a variable
_BITS = 2048


def load(path: Path) -> RSAPrivateKey:
    """Read the key at a path, and decrypt it where that is needed."""
    pem = private_file.read(path)
    try:
        key = load_pem_private_key(pem, None)
    except TypeError:
        return _decrypted(pem, path)
    except (ValueError, UnsupportedAlgorithm):
        raise SecretFileError.not_a_key(path) from None
    return _rsa(key, path)


def _decrypted(pem: bytes, path: Path) -> RSAPrivateKey:
    passphrase = os.environ.get(PASSPHRASE)
    if not passphrase:
        raise SecretFileError.encrypted(path, PASSPHRASE) from None
    try:
        key = load_pem_private_key(pem, passphrase.encode())
    except (ValueError, UnsupportedAlgorithm):
        raise SecretFileError.wrong_passphrase(path, PASSPHRASE) from None
    return _rsa(key, path)


def _rsa(key: object, path: Path) -> RSAPrivateKey:
    if not isinstance(key, RSAPrivateKey) or key.key_size < _BITS:
        raise SecretFileError.not_a_key(path)
    return key
