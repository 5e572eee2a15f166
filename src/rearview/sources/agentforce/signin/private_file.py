"""Reading a file that holds a secret. It must never read one that somebody else could have read or written."""

import os
import stat
from pathlib import Path

from rearview.errors import AccessError, SecretFileError

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_LARGEST = 1 << 20


def read(path: Path) -> bytes:
    """Return what is in a file that is ours, and that nobody else has any rights to."""
    try:
        with path.open("rb") as file:
            _check(path, os.fstat(file.fileno()))
            return file.read(_LARGEST)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise SecretFileError.missing(path) from error
    except OSError as error:
        raise AccessError.of(error, doing=f"read {path}") from error


def _check(path: Path, status: os.stat_result) -> None:
    """Judge the file that was opened: one of the same name could have taken its place since."""
    if status.st_uid != os.geteuid():
        raise SecretFileError.foreign(path)
    if status.st_mode & _OTHERS:
        raise SecretFileError.exposed(path, stat.S_IMODE(status.st_mode))
