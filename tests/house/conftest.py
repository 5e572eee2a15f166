"""What the rules of the house are checked with: the repository's own files, and an interpreter without a past."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pathspec
import pytest


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the repository."""
    return Path(__file__).parents[2]


@pytest.fixture(scope="session")
def files(root: Path) -> list[Path]:
    """Every file that belongs to the repository, read off .gitignore: a downloaded copy has no git to ask."""
    ignored = pathspec.GitIgnoreSpec.from_lines((root / ".gitignore").read_text().splitlines())
    return sorted(_walk(root, ignored))


def _walk(root: Path, ignored: pathspec.GitIgnoreSpec) -> Iterator[Path]:
    for folder, folders, names in os.walk(root):
        here = Path(folder)
        inside = here.relative_to(root).as_posix()
        folders[:] = [
            name for name in folders if name != ".git" and not ignored.match_file(f"{inside}/{name}/")
        ]
        yield from (here / name for name in names if not ignored.match_file(f"{inside}/{name}"))


@pytest.fixture(scope="session")
def python() -> Callable[[str], str]:
    """Run a piece of code in a fresh interpreter and return what it prints."""

    def run(code: str) -> str:
        done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run
