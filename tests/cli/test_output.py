"""All of stdout, and the file of `-o` in its place."""

import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from rich.text import Text

from rearview.cli.output import opened
from rearview.errors import AccessError

LINE = Text("go ", "bold red").append("now", "not bold")


def test_lines_go_to_stdout(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """Without a file, lines go to stdout; what is no terminal gets them without styles."""
    for path in (None, Path("-")):
        with opened(path) as sink:
            sink.show([LINE])
            assert sink.width == 80
    assert capfdbinary.readouterr().out == b"go now\n" * 2


def test_colours(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    """Where colours are wanted, styles are written out."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    with opened(None) as sink:
        sink.show([Text().append("go", "red").append(" on")])
    assert capfdbinary.readouterr().out == b"\x1b[31mgo\x1b[0m on\n"


def test_a_file_is_written_whole(tmp_path: Path) -> None:
    """A file is replaced when all of it is there, and nothing else is left beside it."""
    target = tmp_path / "result.json"
    target.write_bytes(b"old")
    with opened(target) as sink:
        sink.write([b"new ", b"text"])
        assert target.read_bytes() == b"old"
    assert target.read_bytes() == b"new text"
    assert [path.name for path in tmp_path.iterdir()] == ["result.json"]


def test_a_failure_leaves_the_old_file(tmp_path: Path) -> None:
    """Where the result can't be made, what was there stays as it was."""

    def chunks() -> Iterator[bytes]:
        yield b"half"
        message = "no more"
        raise ValueError(message)

    target = tmp_path / "result.json"
    target.write_bytes(b"old")
    with pytest.raises(ValueError, match="no more"), opened(target) as sink:
        sink.write(chunks())
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"result.json": b"old"}


def test_a_linked_file_is_replaced_where_it_lies(tmp_path: Path) -> None:
    """A link stays a link; the file it leads to gets the result."""
    (tmp_path / "link").symlink_to(tmp_path / "file")
    with opened(tmp_path / "link") as sink:
        sink.write([b"new"])
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "file").read_bytes() == b"new"


def test_a_pipe_is_written_to(tmp_path: Path) -> None:
    """What is no file, such as a pipe or a device, isn't replaced by one."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    with opened(pipe) as sink:
        sink.write([b"through"])
    assert os.read(reader, 100) == b"through"
    os.close(reader)
    assert pipe.is_fifo()


@pytest.mark.parametrize("target", [lambda tmp: tmp / "absent" / "file", lambda tmp: tmp])
def test_places_that_cannot_be_written_to(target: Callable[[Path], Path], tmp_path: Path) -> None:
    """A folder that isn't there, and a folder where a file is wanted, are named."""
    with pytest.raises(AccessError, match="Could not write") as raised, opened(target(tmp_path)) as sink:
        sink.write([b"text"])
    assert isinstance(raised.value.__cause__, OSError)
    assert raised.value.__cause__.errno in {errno.ENOENT, errno.EISDIR}
