"""What to do about refusals: for each that is known its likely cause, and the page of Setup on which it is changed.

All of it is data, read off Salesforce's documentation. It must never hold anything of an org's own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_APP = "Setup → External Client App Manager → the app"
SETTINGS = f"{_APP} → Settings"
POLICIES = f"{_APP} → Policies"
_USERS = "Setup → Users"
_PERMISSIONS = "Setup → Permission Sets"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """The likely cause of a refusal, and where it is put right."""

    cause: str
    page: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Prerequisite:
    """What has to be there in an org before anything can be extracted from it."""

    name: str
    page: str
    why: str


DATA_360 = Prerequisite(name="Data 360", page="Setup → Data 360", why="it is what answers queries")
DATA_MODEL = Prerequisite(
    name="Salesforce Standard Data Model 1.124 or newer",
    page="Setup → Apps → Packaging → Installed Packages",
    why="it brings the tables of sessions",
)
EINSTEIN = Prerequisite(
    name="Einstein Generative AI",
    page="Setup → Einstein Generative AI",
    why="agents need it, and the tables of the Trust Layer come with it",
)
TRACING = Prerequisite(
    name="Session Tracing",
    page="Setup → Einstein Audit, Analytics, and Monitoring",
    why="only what happens while it is on is recorded",
)
APP = Prerequisite(name="an app to sign in with", page=_APP, why="keys and secrets are those of an app")

PREREQUISITES: Sequence[Prerequisite] = (DATA_360, DATA_MODEL, EINSTEIN, TRACING, APP)
"""In the order in which they have to be turned on."""

_UNKNOWN_APP = Remedy(
    cause="the consumer key isn't that of an app of this org, or the app is less than ten minutes old.",
    page=SETTINGS,
)
_NOT_APPROVED = Remedy(
    cause="the user may not use the app: let its permitted users be those whom an admin approved, "
    "and assign it to a profile or permission set of theirs.",
    page=POLICIES,
)
_WRONG_SECRET = Remedy(
    cause="the consumer secret isn't the app's; one that was rotated is good no more.", page=SETTINGS
)
_NO_FLOW = Remedy(cause="the app doesn't have this way of signing in turned on.", page=SETTINGS)
_WRONG_ADDRESS = Remedy(
    cause="the org is signed in to elsewhere: give its My Domain with --login-url "
    "(https://test.salesforce.com for a sandbox or scratch org whose My Domain isn't known)."
)

REFUSED: Mapping[str, Remedy] = {
    "client identifier invalid": _UNKNOWN_APP,
    "invalid_client_id": _UNKNOWN_APP,
    "user hasn't approved": _NOT_APPROVED,
    "not admin approved": _NOT_APPROVED,
    "invalid_client": _WRONG_SECRET,
    "audience is invalid": _WRONG_ADDRESS,
    "not supported on this domain": _WRONG_ADDRESS,
    "expired authorization code": Remedy(
        cause="this machine's clock is wrong; set it, by a time server if it can be."
    ),
    "invalid assertion": Remedy(
        cause="the certificate that the app holds isn't that of this private key; upload the right one.",
        page=SETTINGS,
    ),
    "no client credentials user": Remedy(
        cause="the app has no user to run as for client credentials.", page=POLICIES
    ),
    "unsupported_grant_type": _NO_FLOW,
    "not enabled for this app": _NO_FLOW,
    "inactive user": Remedy(cause="the user is deactivated.", page=_USERS),
    "user is locked": Remedy(cause="the user is locked out.", page=_USERS),
    "ip restricted": Remedy(
        cause="the app or the user's profile takes sign-ins from certain addresses only, and this isn't one.",
        page=POLICIES,
    ),
    "invalid_scope": Remedy(cause="the app lacks the scope cdp_query_api.", page=SETTINGS),
}
"""What a refused sign-in says, in lower case, and what to do about it; the first that is found in it holds."""

OTHER = Remedy(cause="'rearview test-auth' walks through the sign-in step by step and says what to change.")

SCOPES = Remedy(cause="give the app the scopes api, cdp_query_api and refresh_token.", page=SETTINGS)

_NO_ACCESS = Remedy(
    cause="the user may not query Data 360: assign a permission set for Data Cloud, and access to the data space.",
    page=_PERMISSIONS,
)
_NO_DATA_360 = Remedy(cause="Data 360 isn't turned on in this org.", page=DATA_360.page)
_NO_SESSIONS = Remedy(
    cause=f"session tracing isn't turned on, or {DATA_MODEL.name} isn't installed ({DATA_MODEL.page}), "
    f"or {EINSTEIN.name} is off ({EINSTEIN.page}).",
    page=TRACING.page,
)

QUERY_REFUSED: Mapping[str, Remedy] = {
    "42p01": _NO_SESSIONS,
    "data space": Remedy(
        cause="check --data-space, and that the user may use that data space.", page=DATA_360.page
    ),
    "request_limit_exceeded": Remedy(cause="the org has had its requests for today; try again tomorrow."),
    "not_enabled": _NO_DATA_360,
    "disabled": _NO_DATA_360,
    "not_found": _NO_DATA_360,
    "insufficient_access": _NO_ACCESS,
    "forbidden": _NO_ACCESS,
    "permission": _NO_ACCESS,
    "does not exist": _NO_SESSIONS,
}
"""The same of a refused query for sessions; an address that isn't there doesn't exist either, so tables come last."""


def remedy(said: str, known: Mapping[str, Remedy] = REFUSED) -> Remedy:
    """Return what to do about a refusal that says this."""
    lower = said.lower()
    return next((found for needle, found in known.items() if needle in lower), OTHER)
