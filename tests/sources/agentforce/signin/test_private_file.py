"""Files that hold secrets: which are read."""

import os
import shlex
from pathlib import Path

import pytest

from rearview.errors import AccessError, SecretFileError
from rearview.sources.agentforce.signin import private_file


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file with a secret."""
    path = tmp_path / "the key"
    path.write_bytes(b"secret")
    path.chmod(0o600)
    return path


@pytest.mark.parametrize("mode", [0o600, 0o400, 0o700])
def test_what_is_ours_is_read(file: Path, mode: int) -> None:
    """A file that only its owner has rights to is read, through a link as well."""
    file.chmod(mode)
    link = file.with_name("link")
    link.symlink_to(file)
    assert private_file.read(file) == private_file.read(link) == b"secret"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o610, 0o644, 0o777])
def test_what_others_can_get_at(file: Path, mode: int) -> None:
    """Any right of anybody else is one too many, and the line to type is given, quoted where it must be."""
    file.chmod(mode)
    with pytest.raises(SecretFileError) as caught:
        private_file.read(file)
    assert caught.value.hint == f"chmod 600 {shlex.quote(str(file))}"
    assert shlex.split(caught.value.hint)[-1] == str(file)
    assert f"{mode:04o}" in caught.value.what


def test_what_is_somebody_elses(file: Path) -> None:
    """A file of another user is refused, however closed it is."""
    if os.geteuid() == 0:
        os.chown(file, 4242, -1)
    else:
        file = Path("/etc/passwd")
    with pytest.raises(SecretFileError, match="belongs to another user"):
        private_file.read(file)


def test_what_is_not_there(tmp_path: Path) -> None:
    """A file that isn't there is named."""
    for path in (tmp_path / "none.key", tmp_path / "none" / "none.key"):
        with pytest.raises(SecretFileError, match=f"There is no file {path}"):
            private_file.read(path)


def test_what_is_no_file(tmp_path: Path) -> None:
    """What the system refuses is passed on in its words."""
    with pytest.raises(AccessError, match="Could not read"):
        private_file.read(tmp_path)
