"""Sign-ins that fail."""

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from rearview.errors.root import RearviewError


class AuthError(RearviewError):
    """A sign-in fails."""

    def __init__(self, what: str, *, hint: str, page: str | None = None) -> None:
        super().__init__(what, hint=f"{hint} See {page}." if page else hint)
        self.cause = hint
        """What is the likely cause, or what to do about it."""
        self.page = page
        """The page of an org's Setup on which that is changed."""

    @classmethod
    def refused(cls, host: str, said: str, *, cause: str, page: str | None) -> Self:
        """Where somebody signs in, they are refused."""
        return cls(f"{host} refuses the sign-in: {said}.", hint=cause, page=page)

    @classmethod
    def not_let_in(cls, host: str) -> Self:
        """A token is refused that was given out a moment ago."""
        return cls(
            f"{host} refuses a token that is only just new.",
            hint="the user or the app may have lost access since; 'rearview test-auth' shows what still works.",
        )

    @classmethod
    def no_sign_in(cls, host: str, status: int) -> Self:
        """What answers at an address is no sign-in."""
        return cls(
            f"{host} doesn't answer a sign-in (status {status}).",
            hint="check --login-url: it is https://login.salesforce.com, https://test.salesforce.com, or the org's "
            "My Domain, which ends in .my.salesforce.com.",
        )

    @classmethod
    def no_org_id(cls, host: str) -> Self:
        """A sign-in works, and doesn't tell to which org."""
        return cls(
            f"{host} doesn't say which org was signed in to, so its rows can't be told from another's.",
            hint="sign in another way, with --auth jwt or --auth client-credentials.",
        )

    @classmethod
    def another_org(cls, first: str, later: str) -> Self:
        """A sign-in in the middle of a run leads to another org."""
        return cls(
            f"The run began in the org {first}, and its next sign-in led to the org {later}.",
            hint="what was read so far is kept; run the command again for the org that is meant.",
        )

    @classmethod
    def no_consumer_key(cls, files: Sequence[Path], variables: Sequence[str]) -> Self:
        """An app's id is nowhere to be found."""
        return cls(
            f"There is no consumer key {_neither_at(files, variables)}.",
            hint="give it with --consumer-key, or put it into one of those; the app's settings show it.",
            page=_APP_SETTINGS,
        )

    @classmethod
    def no_client_secret(cls, files: Sequence[Path], variables: Sequence[str]) -> Self:
        """An app's secret is nowhere to be found."""
        return cls(
            f"There is no consumer secret {_neither_at(files, variables)}.",
            hint="put it into one of those, never on the command line; the app's settings show it.",
            page=_APP_SETTINGS,
        )

    @classmethod
    def no_my_domain(cls) -> Self:
        """An app signs in by its secret, and the org's own address isn't known."""
        return cls(
            "Client credentials are taken at the org's own address only, and it wasn't given.",
            hint="give the org's My Domain with --login-url, such as https://mycompany.my.salesforce.com.",
        )

    @classmethod
    def no_query(cls, host: str, said: str, *, cause: str, page: str | None) -> Self:
        """A token is good, and doesn't let its owner ask for sessions."""
        return cls(f"{host} refuses to tell of sessions: {said}.", hint=cause, page=page)


class ExchangeRefusedError(AuthError):
    """An org doesn't exchange a core token for one of its tenant of Data 360."""

    @classmethod
    def by(cls, host: str, said: str, *, cause: str, page: str | None) -> Self:
        """An org refuses the exchange."""
        return cls(
            f"{host} doesn't exchange its token for one of Data 360: {said}.",
            hint=f"--api connect does without; for Query V3, {cause}",
            page=page,
        )


class SecretFileError(AuthError):
    """A file that holds a key or a secret is missing, or isn't safe, or holds something else."""

    @classmethod
    def nowhere(cls, files: Sequence[Path]) -> Self:
        """A private key wasn't named, and isn't where it is looked for."""
        make = _make_key(files[0] if files else Path("rearview.key"))
        return cls(
            f"There is no private key {_neither_at(files)}.",
            hint=f"name it with --key-path, or make one and give its certificate to the app ({_APP_SETTINGS}): {make}",
        )

    @classmethod
    def missing(cls, path: Path) -> Self:
        """There is no file where it was said to be."""
        return cls(
            f"There is no file {path}.", hint="check its spelling: --key-path takes the private key's file."
        )

    @classmethod
    def exposed(cls, path: Path, mode: int) -> Self:
        """Others than the owner have rights to a file."""
        return cls(
            f"{path} holds a secret, and others than you can get at it (its mode is {mode:04o}).",
            hint=f"chmod 600 {shlex.quote(str(path))}",
        )

    @classmethod
    def foreign(cls, path: Path) -> Self:
        """A file belongs to another user."""
        return cls(
            f"{path} holds a secret, and belongs to another user of this machine.",
            hint=f'make it yours: sudo chown "$(id -u)" {shlex.quote(str(path))}',
        )

    @classmethod
    def encrypted(cls, path: Path, variable: str) -> Self:
        """A key needs a passphrase."""
        return cls(
            f"The private key {path} is encrypted.",
            hint=f"put its passphrase into the environment variable {variable}.",
        )

    @classmethod
    def wrong_passphrase(cls, path: Path, variable: str) -> Self:
        """A key doesn't open with the passphrase that was given."""
        return cls(
            f"The private key {path} doesn't open with the passphrase in {variable}.",
            hint=f"check it: openssl pkey -noout -in {shlex.quote(str(path))}",
        )

    @classmethod
    def not_a_key(cls, path: Path) -> Self:
        """A file holds no key of the right kind."""
        return cls(
            f"{path} holds no RSA private key of 2,048 bits or more as PEM.",
            hint="its first line is -----BEGIN PRIVATE KEY-----; the certificate beside it is for the app, not for this.",
        )


class SfError(AuthError):
    """The `sf` command doesn't tell what it is asked."""

    @classmethod
    def missing(cls) -> Self:
        """There is no such command."""
        return cls("The command sf isn't installed, or isn't on the PATH.", hint=_WITHOUT_SF)

    @classmethod
    def silent(cls, command: str, seconds: float) -> Self:
        """It runs and runs."""
        return cls(
            f"'{command}' gave no answer within {seconds:g} seconds, and was ended.",
            hint=f"run it yourself to see what it waits for; or {_WITHOUT_SF}",
        )

    @classmethod
    def nonsense(cls, command: str) -> Self:
        """It prints something else than it should."""
        return cls(
            f"'{command} --json' doesn't print what it should.",
            hint=f"update it with 'sf update', then run that yourself to see what it prints; or {_WITHOUT_SF}",
        )

    @classmethod
    def failed(cls, command: str, said: str) -> Self:
        """It fails, and says why."""
        return cls(
            f"'{command}' fails: {said or 'it does not say why'}.",
            hint="'sf org list' shows the orgs it knows; 'sf org login web --alias ORG' signs in to another.",
        )

    @classmethod
    def hidden(cls, command: str) -> Self:
        """It doesn't show the token."""
        return cls(
            f"'{command}' doesn't show the token.",
            hint="update it with 'sf update', or sign in without it: --auth jwt.",
        )


_APP_SETTINGS = "Setup → External Client App Manager → the app → Settings"
_WITHOUT_SF = "name the org by the username (--org user@example.com, with --login-url for a sandbox) to sign in by a key without sf."


def _neither_at(files: Sequence[Path], variables: Sequence[str] = ()) -> str:
    """Say where something isn't."""
    looked = [
        *(f"at {path}" for path in files),
        *(f"in the environment variable {name}" for name in variables),
    ]
    return ", nor ".join(looked) or "and no org is named by which to look for one"


def _make_key(path: Path) -> str:
    """Return what makes a key that only its owner may read, and its certificate."""
    key, certificate = shlex.quote(str(path)), shlex.quote(str(path.with_suffix(".crt")))
    folder = shlex.quote(str(path.parent))
    make = f"openssl req -x509 -newkey rsa:2048 -nodes -days 365 -subj /CN=rearview -keyout {key} -out {certificate}"
    return f"mkdir -p {folder} && {make}"
