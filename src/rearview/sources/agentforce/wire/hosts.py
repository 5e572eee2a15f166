"""Which hosts may be spoken to: Salesforce's over TLS, and this machine. A token goes nowhere else."""

import ipaddress
import re

import httpx2

from rearview.errors import ArgumentError

SALESFORCE = (
    "salesforce.com",
    "force.com",
    "salesforce.mil",
    "force.mil",
    "crmforce.mil",
    "sfcrmproducts.cn",
    "sfcrmapps.cn",
)
"""The domains whose hosts are Salesforce's: the public clouds, those of governments, the one in China."""

_NAME = re.compile(r"(?=.{4,253}$)(?:[a-z0-9_-]{1,63}\.)+[a-z]+")
_NO_ADDRESS = "What was given"  # not the thing itself: it can hold a password


def allowed(url: str) -> str:
    """Return the scheme and host of an address that may be spoken to, or refuse it."""
    try:
        # Of the library that will connect: two parsers that read one address differently are a way around this.
        parsed = httpx2.URL(url)
    except httpx2.InvalidURL:
        raise ArgumentError.untrusted_host(_NO_ADDRESS) from None
    origin = f"{parsed.scheme}://{parsed.netloc.decode()}" if parsed.host else _NO_ADDRESS
    local = _is_local(parsed.host)
    if parsed.userinfo or not (local or _is_salesforce(parsed.host)):
        raise ArgumentError.untrusted_host(origin)
    if parsed.scheme != "https" and not (local and parsed.scheme == "http"):
        raise ArgumentError.untrusted_host(origin)
    return origin


def _is_local(host: str) -> bool:
    """Tell whether a host is this machine by its name alone: no name server is asked."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_salesforce(host: str) -> bool:
    return _NAME.fullmatch(host) is not None and any(
        f".{host}".endswith(f".{domain}") for domain in SALESFORCE
    )
