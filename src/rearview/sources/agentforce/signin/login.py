"""What somebody says about how to sign in. It must never hold a secret, nor look for one."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from rearview.errors import ArgumentError

Method = Literal["jwt", "sf", "client-credentials"]

_ORG = re.compile(r"[^\s/\\-][^\s/\\]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """How somebody wants to sign in, and to which org; what is None is looked for."""

    org: str | None = None
    """An org by the alias that `sf` knows it by, or by a username, which has an @; None is the default org of `sf`."""
    method: Method = "jwt"
    consumer_key: str | None = field(default=None, repr=False)
    """The app's id, which OAuth calls client_id."""
    key_path: Path | None = None
    login_url: str | None = None
    """Where to sign in, if it isn't plain from the org: a sandbox, a scratch org, a My Domain."""
    instance_url: str | None = None
    """The org's own address, by which a sandbox is known and where client credentials are taken."""
    data_space: str = "default"

    def __post_init__(self) -> None:
        # It becomes part of a file's name and a word of a command line.
        if self.org is not None and not _ORG.fullmatch(self.org):
            raise ArgumentError.org_name(self.org)

    @property
    def username(self) -> str | None:
        """The user to sign in as, where the org is named by one."""
        return self.org if self.org and "@" in self.org else None
