"""The ways of signing in, and what each needs: what isn't given is looked for, and `sf` is asked only for the rest."""

from dataclasses import dataclass

from rearview.sources.agentforce.signin import address, keys, lookup, sf
from rearview.sources.agentforce.signin.borrowed import Borrowed
from rearview.sources.agentforce.signin.client_credentials import ClientCredentials
from rearview.sources.agentforce.signin.grant import Sign
from rearview.sources.agentforce.signin.jwt_bearer import JwtBearer
from rearview.sources.agentforce.signin.login import Login
from rearview.sources.agentforce.signin.sf import SfOrg
from rearview.sources.agentforce.wire import Wire


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Who signs in, and where."""

    username: str
    login_url: str


def way(login: Login, wire: Wire) -> Sign:
    """Return the way of signing in that is asked for, with all that it needs."""
    match login.method:
        case "jwt":
            key = keys.load(lookup.key_path(login))
            consumer_key = lookup.consumer_key(login).value
            who = user(login, known(login))
            return JwtBearer(
                wire=wire,
                key=key,
                consumer_key=consumer_key,
                username=who.username,
                login_url=who.login_url,
            )
        case "client-credentials":
            return ClientCredentials(
                wire=wire,
                consumer_key=lookup.consumer_key(login).value,
                client_secret=lookup.client_secret(login).value,
                login_url=app_url(login),
            )
        case "sf":
            return Borrowed(org=login.org)


def known(login: Login) -> SfOrg | None:
    """Return what `sf` knows of the org, if it has to be asked: it isn't for a user who is named."""
    return None if login.username else sf.display(login.org)


def user(login: Login, known: SfOrg | None) -> User:
    """Return who signs in by a key, and where."""
    sandbox = known is not None and known.sandbox
    instance_url = login.instance_url or (known.instance_url if known else None)
    return User(
        username=known.username if known else login.username or "",
        login_url=address.for_user(login.login_url, instance_url, sandbox=sandbox),
    )


def app_url(login: Login) -> str:
    """Return where an app signs in."""
    return address.for_app(login.login_url, login.instance_url)
