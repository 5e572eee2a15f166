"""The `sf` command: what it knows of an org, and the token that it lends.

It must never let `sf` wait for anybody, nor show what it printed: that may hold a token. A token that is lent is
never revoked: it is the person's own session.
"""

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TypeVar

import msgspec

from rearview.errors import SfError
from rearview.sources.agentforce.signin.said import harmless

TIMEOUT_S = 60.0

_DISPLAY = ("org", "display")
_TOKEN = ("org", "auth", "show-access-token", "--no-prompt")
_HIDDEN = re.compile(r"\s|^\[|\*\*\*")
"""What stands where a newer `sf` hides a token: a remark, or asterisks."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class SfOrg:
    """An org, as `sf` knows it."""

    org_id: str
    username: str
    instance_url: str
    sandbox: bool
    """Whether it is a sandbox or a scratch org."""
    token: str | None = field(repr=False)
    """The token, where `sf` shows it together with the rest."""


class _Answer(msgspec.Struct, frozen=True):
    status: int = 0
    message: str = ""
    result: msgspec.Raw = msgspec.Raw(b"{}")


class _Displayed(msgspec.Struct, frozen=True, rename="camel"):
    id: str = ""
    username: str = ""
    instance_url: str = ""
    is_sandbox: bool = False
    is_scratch: bool = False
    access_token: str = ""


class _Token(msgspec.Struct, frozen=True, rename="camel"):
    access_token: str = ""


def display(org: str | None, *, timeout_s: float = TIMEOUT_S) -> SfOrg:
    """Return what `sf` knows of an org."""
    told = _asked(_DISPLAY, org, _Displayed, timeout_s)
    if not (told.username and told.instance_url):
        raise SfError.nonsense(_spoken(_DISPLAY))
    return SfOrg(
        org_id=told.id,
        username=told.username,
        instance_url=told.instance_url,
        sandbox=told.is_sandbox or told.is_scratch,
        token=_shown(told.access_token),
    )


def token(org: str | None, *, timeout_s: float = TIMEOUT_S) -> str:
    """Return the token that `sf` keeps for an org; only newer ones have a command for that."""
    shown = _shown(_asked(_TOKEN, org, _Token, timeout_s).access_token)
    if shown is None:
        raise SfError.hidden(_spoken(_TOKEN))
    return shown


def _asked(command: Sequence[str], org: str | None, kind: type[T], timeout_s: float) -> T:
    printed = _run(command, ("--target-org", org) if org else (), timeout_s)
    try:
        answer = msgspec.json.decode(printed, type=_Answer)
        if answer.status:
            raise SfError.failed(_spoken(command), harmless(answer.message))
        return msgspec.json.decode(answer.result, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise SfError.nonsense(_spoken(command)) from None


def _run(command: Sequence[str], named: Sequence[str], timeout_s: float) -> bytes:
    """Run `sf` and return what it prints; if it takes too long, end it with all that it started."""
    program = shutil.which("sf")
    if program is None:
        raise SfError.missing()
    environment = {name: value for name, value in os.environ.items() if name != "FORCE_COLOR"}
    with subprocess.Popen(  # noqa: S603 -- a program that the user installed, with words that hold no more than an org's name
        [program, *command, *named, "--json"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**environment, "NO_COLOR": "1"},
        start_new_session=True,
    ) as process:
        try:
            return process.communicate(timeout=timeout_s)[0]
        except BaseException as error:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            if isinstance(error, subprocess.TimeoutExpired):
                raise SfError.silent(_spoken(command), timeout_s) from None
            raise


def _shown(text: str) -> str | None:
    return text if text and not _HIDDEN.search(text) else None


def _spoken(command: Sequence[str]) -> str:
    """Return a command as a person would type it."""
    return " ".join(["sf", *(word for word in command if not word.startswith("-"))])
