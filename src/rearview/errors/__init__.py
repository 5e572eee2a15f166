"""Every error that Rearview raises on purpose.

    RearviewError
    ├── ArgumentError       what was asked for makes no sense
    │   └── StatementError  a statement of SQL can't be answered
    ├── NotFoundError       what was asked for isn't there
    ├── UnreadableError     a file or folder is there and can't be used
    ├── AccessError         the operating system refuses
    ├── IdentityError       a lake belongs to another source, org or filter
    ├── LockedError         another run is writing
    ├── AuthError           a sign-in fails
    │   ├── ExchangeRefusedError  a core token isn't exchanged for a tenant's
    │   ├── SecretFileError       a key's or secret's file is missing or not safe
    │   └── SfError               the sf command doesn't tell what it is asked
    ├── UnreachableError    a host on the network gives no answer
    ├── CollectorError      a collector of traces refuses what it is sent
    ├── QueryError          Data 360 refuses a query
    │   └── QueryGoneError  a query and its rows aren't there any more
    ├── UnfinishedError     a query was ended before it was done
    ├── IncompleteError     some of what was asked for didn't arrive, and that is known
    ├── MissingExtraError   an optional part of Rearview isn't installed
    ├── DriftError          a source's columns are no longer those of a lake
    └── BrokenLakeError     a lake doesn't keep its promises

A message says what happened, to which thing, and what to do next; its last line begins with "Hint:". Messages are
built here, by the class methods, never where an error is raised. Exit codes belong to the command line, not here.
"""

from rearview.errors.argument import ArgumentError
from rearview.errors.extra import MissingExtraError
from rearview.errors.file import AccessError, UnreadableError
from rearview.errors.found import NotFoundError
from rearview.errors.lake import BrokenLakeError, DriftError, IdentityError, LockedError
from rearview.errors.root import RearviewError
from rearview.errors.sign_in import AuthError, ExchangeRefusedError, SecretFileError, SfError
from rearview.errors.source import (
    CollectorError,
    IncompleteError,
    QueryError,
    QueryGoneError,
    QueryRefusal,
    UnreachableError,
)
from rearview.errors.statement import StatementError, UnfinishedError

__all__ = [
    "AccessError",
    "ArgumentError",
    "AuthError",
    "BrokenLakeError",
    "CollectorError",
    "DriftError",
    "ExchangeRefusedError",
    "IdentityError",
    "IncompleteError",
    "LockedError",
    "MissingExtraError",
    "NotFoundError",
    "QueryError",
    "QueryGoneError",
    "QueryRefusal",
    "RearviewError",
    "SecretFileError",
    "SfError",
    "StatementError",
    "UnfinishedError",
    "UnreachableError",
    "UnreadableError",
]
