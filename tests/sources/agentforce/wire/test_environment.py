"""What the machine has to say about the way: proxies and certificates."""

import datetime as dt
import ipaddress
import ssl
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from rearview.errors import AccessError, ArgumentError, UnreachableError
from rearview.sources.agentforce.wire import Patience, Reply, Request, Wire
from tests.sources.agentforce.wire.host import answer, host

SECRET = "s3cr3t"  # noqa: S105 -- it is for looking whether it shows
BRIEF = Patience(tries=2, first_wait_s=0.001, longest_wait_s=0.001, connect_s=5, read_s=5)
FINE = answer(b"fine")


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin with an environment that says nothing."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def body(reply: Reply) -> bytes:
    """Read a reply as what it holds."""
    return reply.body


def get(url: str) -> Request:
    """Return a request that carries a secret."""
    return Request(method="GET", url=url, headers={"Authorization": f"Bearer {SECRET}"})


def test_the_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """A request goes by the proxy, which learns the host and nothing else; one that refuses is named."""
    with host(answer(status=407)) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        with (
            Wire(patience=BRIEF) as wire,
            pytest.raises(UnreachableError, match="the proxy on the way refuses"),
        ):
            wire.fetch(get("https://acme.my.salesforce.com/"), body)
    assert proxy.heard[0].startswith(b"CONNECT acme.my.salesforce.com:443 ")
    assert SECRET.encode() not in b"".join(proxy.heard)


def test_this_machine_is_never_reached_by_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is sent to this machine without TLS stays on it, whatever proxy there is."""
    with host(FINE) as told, host(FINE) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("ALL_PROXY", proxy.url)
        with Wire() as wire:
            assert wire.fetch(get(told.url), body) == b"fine"
            assert wire.fetch(get(told.url.replace("127.0.0.1", "localhost")), body) == b"fine"
    assert proxy.heard == []


@pytest.mark.parametrize(
    "proxy", [f"gopher://me:{SECRET}@proxy.example:70", f"socks5://me:{SECRET}@proxy.example", "http://x:y:z"]
)
def test_a_proxy_that_makes_no_sense_is_refused(monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    """A proxy that can't be used is an error that names the variable, and not the password in it."""
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    with pytest.raises(ArgumentError, match="HTTPS_PROXY") as refused:
        Wire()
    assert SECRET not in str(refused.value)


def test_certificates_that_are_not_there_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A file of certificates that can't be read is an error that says which variable names it."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    with pytest.raises(AccessError, match="SSL_CERT_FILE"):
        Wire()


def test_a_certificate_must_be_trusted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A host that can't prove who it is gets nothing, at the first try; one that the machine trusts is spoken to."""
    file = _certificate(tmp_path)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(file)
    with host(FINE, tls=tls) as told:
        with (
            Wire(patience=BRIEF) as wire,
            pytest.raises(UnreachableError, match="can't be trusted") as refused,
        ):
            wire.fetch(get(told.url), body)
        assert wire.counters.requests == 1
        assert "SSL_CERT_FILE" in str(refused.value)
        assert told.heard == []
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        with Wire(patience=BRIEF) as wire:
            assert wire.fetch(get(told.url), body) == b"fine"


def _certificate(folder: Path) -> Path:
    """Make a certificate for this machine that only who made it trusts, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
        .not_valid_after(dt.datetime(2120, 1, 1, tzinfo=dt.UTC))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    file = folder / "host.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(secret + made.public_bytes(Encoding.PEM))
    return file
