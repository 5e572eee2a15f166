"""Why a sign-in is refused, in the words of Salesforce's sign-in: each an error, its description and a status."""

from enum import Enum
from http import HTTPStatus

_BAD = HTTPStatus.BAD_REQUEST


class Denial(Enum):
    """The reasons there are."""

    GRANT_TYPE = ("unsupported_grant_type", "grant type not supported", _BAD)
    CLIENT = ("invalid_client_id", "client identifier invalid", _BAD)
    SECRET = ("invalid_client", "invalid client credentials", _BAD)
    REFRESH_TOKEN = ("invalid_grant", "expired access/refresh token", _BAD)
    ASSERTION = ("invalid_grant", "invalid assertion", _BAD)
    AUDIENCE = ("invalid_grant", "audience is invalid", _BAD)
    EXPIRED = ("invalid_grant", "expired authorization code", _BAD)
    """An assertion that has ended; there is no code in it, but that is what is said."""
    USER = ("invalid_grant", "user hasn't approved this consumer", _BAD)
    TOKEN = ("invalid_token", "this token is not known", _BAD)
    BEARER = ("invalid_token", "Bad_OAuth_Token", HTTPStatus.FORBIDDEN)
    SUBJECT_TYPE = ("invalid_request", "subject_token_type must be an access token", _BAD)
    SUBJECT = ("invalid_grant", "expired access/refresh token", HTTPStatus.UNAUTHORIZED)
    SCOPE = ("invalid_scope", "the token hasn't the scope cdp_query_api", _BAD)
