"""What people install: the built wheel, and that it is what the tests ran against."""

import os
import subprocess
import sys
from email.parser import Parser
from pathlib import Path
from zipfile import ZipFile

import pytest

import rearview


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> ZipFile:
    """The wheel, built from the sources at hand."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, check=True, cwd=root, capture_output=True)
    (built,) = folder.glob("*.whl")
    return ZipFile(built)


def test_holds_the_package_and_nothing_else(wheel: ZipFile) -> None:
    """The wheel holds the package with its type marker, its licence, and no tests."""
    names = wheel.namelist()
    described = f"rearview-{rearview.__version__}.dist-info"
    assert {name.partition("/")[0] for name in names} == {"rearview", described}
    assert "rearview/py.typed" in names
    assert f"{described}/licenses/LICENSE" in names
    assert not [name for name in names if "tests/" in name]


def test_says_who_it_is(wheel: ZipFile) -> None:
    """Its metadata give the name, the version that the package gives, and the licence."""
    written = wheel.read(f"rearview-{rearview.__version__}.dist-info/METADATA").decode()
    metadata = Parser().parsestr(written, headersonly=True)
    assert metadata["Name"] == "rearview"
    assert metadata["Version"] == rearview.__version__
    assert metadata["License-Expression"] == "MIT"


def test_what_runs_is_what_was_asked_for(root: Path) -> None:
    """The tests run against the wheel when they are told to, and against the sources otherwise."""
    from_sources = Path(rearview.__file__).is_relative_to(root / "src")
    assert from_sources == (os.environ.get("REARVIEW_EXPECT") != "wheel")
