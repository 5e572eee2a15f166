"""Private keys: every form that one comes in, and what is no key at all."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from rearview.errors import SecretFileError
from rearview.sources.agentforce.signin import keys

PASSPHRASE = "correct horse"  # noqa: S105 -- it opens nothing but this test's keys


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    """A key."""
    return rsa.generate_private_key(public_exponent=65_537, key_size=2048)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a key lies."""
    return tmp_path / "my.key"


def _store(
    path: Path,
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey,
    form: PrivateFormat = PrivateFormat.PKCS8,
    encryption: KeySerializationEncryption | None = None,
) -> None:
    path.write_bytes(key.private_bytes(Encoding.PEM, form, encryption or NoEncryption()))
    path.chmod(0o600)


FORMS = [PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL]


@pytest.mark.parametrize("form", FORMS)
def test_keys_are_read(form: PrivateFormat, key: rsa.RSAPrivateKey, path: Path) -> None:
    """Both forms of PEM that openssl writes are taken."""
    _store(path, key, form)
    assert keys.load(path).private_numbers() == key.private_numbers()


@pytest.mark.parametrize("form", FORMS)
def test_encrypted_keys(
    form: PrivateFormat, key: rsa.RSAPrivateKey, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An encrypted key opens with the passphrase of the environment; without one, the variable is named."""
    _store(path, key, form, BestAvailableEncryption(PASSPHRASE.encode()))
    with pytest.raises(SecretFileError, match=r"is encrypted\.\nHint: .*SF_KEY_PASSPHRASE"):
        keys.load(path)
    monkeypatch.setenv("SF_KEY_PASSPHRASE", "wrong")
    with pytest.raises(SecretFileError, match="doesn't open with the passphrase in SF_KEY_PASSPHRASE"):
        keys.load(path)
    monkeypatch.setenv("SF_KEY_PASSPHRASE", PASSPHRASE)
    assert keys.load(path).private_numbers() == key.private_numbers()


def test_a_passphrase_too_many(key: rsa.RSAPrivateKey, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key that isn't encrypted opens whatever the environment says."""
    monkeypatch.setenv("SF_KEY_PASSPHRASE", PASSPHRASE)
    _store(path, key)
    assert keys.load(path).key_size == 2048


def test_what_is_no_key(key: rsa.RSAPrivateKey, path: Path) -> None:
    """Nothing, noise, a public key, a key of another kind and one that is too short are refused alike."""
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    for content in (
        b"",
        b"\x00\xff noise",
        public,
        b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
    ):
        path.write_bytes(content)
        path.chmod(0o600)
        with pytest.raises(SecretFileError, match="holds no RSA private key"):
            keys.load(path)
    for other in (ec.generate_private_key(ec.SECP256R1()), rsa.generate_private_key(65_537, 1024)):  # noqa: S505 -- it is to be refused
        _store(path, other)
        with pytest.raises(SecretFileError, match="holds no RSA private key"):
            keys.load(path)
