"""Taking the bytes of a file."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest

from rearview.errors import UnreadableError
from rearview.sources.snapshots.contents import contents

MOST = 1 << 40


def test_takes_a_file(tmp_path: Path) -> None:
    """The bytes of a file are what is in it, be it ever so little."""
    (tmp_path / "some").write_bytes(b"some")
    (tmp_path / "none").write_bytes(b"")
    assert contents(tmp_path / "some", most=4) == b"some"
    assert contents(tmp_path / "none", most=4) == b""


def test_links_are_not_followed(tmp_path: Path) -> None:
    """A link isn't followed, wherever it leads."""
    (tmp_path / "file").write_bytes(b"secret")
    (tmp_path / "link").symlink_to("file")
    (tmp_path / "nowhere").symlink_to("gone")
    for name in ("link", "nowhere"):
        with pytest.raises(UnreadableError, match="is a symbolic link"):
            contents(tmp_path / name, most=MOST)


def test_what_is_no_file(tmp_path: Path) -> None:
    """Neither a folder, nor a pipe that nobody writes to, nor a device without end is read."""
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe", Path("/dev/zero")):
        with pytest.raises(UnreadableError, match="is no file"):
            contents(path, most=MOST)


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    """A file that is larger than may be isn't even begun with."""
    with (tmp_path / "large").open("wb") as file:
        file.truncate(3 << 40)
    with pytest.raises(UnreadableError, match=r"is 3,298,534,883,328 bytes long; no more than"):
        contents(tmp_path / "large", most=MOST)


@contextmanager
def growing(path: Path) -> Iterator[None]:
    """Append to a file all the time."""
    done = Event()

    def grow() -> None:
        with path.open("ab", buffering=0) as file:
            while not done.is_set():
                file.write(b"x")

    with path.open("wb") as file:
        file.truncate(64 << 20)
    writer = Thread(target=grow)
    writer.start()
    try:
        yield
    finally:
        done.set()
        writer.join()


def test_a_file_that_changes(tmp_path: Path) -> None:
    """A file that is written to all the while is refused, unless it is of the kind that only grows."""
    with growing(tmp_path / "file"):
        with pytest.raises(UnreadableError, match="changes while it is read"):
            contents(tmp_path / "file", most=MOST)
        assert len(contents(tmp_path / "file", most=MOST, growing=True)) >= 64 << 20


def test_a_file_that_is_replaced(tmp_path: Path) -> None:
    """A recorder puts a new file in the place of the old one: either is whole, never a mixture."""
    path, texts = tmp_path / "file", {b"a" * (1 << 20), b"b" * (1 << 20)}
    first, second = texts
    path.write_bytes(first)
    done = Event()

    def replace() -> None:
        while not done.is_set():
            (tmp_path / "new").write_bytes(second)
            (tmp_path / "new").replace(path)

    writer = Thread(target=replace)
    writer.start()
    try:
        assert {contents(path, most=MOST) for _ in range(30)} <= texts
    finally:
        done.set()
        writer.join()
