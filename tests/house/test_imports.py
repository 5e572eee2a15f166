"""What is loaded when: a fresh interpreter is asked, because the one that runs the tests has loaded everything."""

import sys
from collections.abc import Callable

import pytest

HEAVY = {"duckdb", "httpx2", "isal", "msgspec", "narwhals", "polars", "pyarrow", "rich", "starlette"}

LOADED = """
import sys
before = {name.partition(".")[0] for name in sys.modules}
{code}
print(*({name.partition(".")[0] for name in sys.modules} - before))
"""


@pytest.fixture(scope="module")
def loads(python: Callable[[str], str]) -> Callable[[str], set[str]]:
    """Say which packages beyond the standard library a piece of code loads."""

    def packages(code: str) -> set[str]:
        last_line = python(LOADED.replace("{code}", code)).splitlines()[-1]
        return set(last_line.split()) - sys.stdlib_module_names

    return packages


def test_the_package_loads_nothing(loads: Callable[[str], set[str]]) -> None:
    """Importing the package loads nothing but itself."""
    assert loads("import rearview") == {"rearview"}


@pytest.mark.parametrize("room", ["errors", "model.tables", "model.session", "model.tree", "model.timeline"])
def test_the_model_is_plain(room: str, loads: Callable[[str], set[str]]) -> None:
    """What a session is can be used with the standard library alone."""
    assert loads(f"import rearview.{room}") == {"rearview"}


@pytest.mark.parametrize(
    "words",
    [
        ["--help"],
        ["--version"],
        ["debug-session", "--help"],
        ["extract", "--help"],
        ["status", "--help"],
        ["snapshot", "--help"],
    ],
)
def test_help_loads_nothing_heavy(words: list[str], loads: Callable[[str], set[str]]) -> None:
    """Help is shown without any of the libraries that take long to load."""
    code = f"""
from rearview.cli import main
sys.argv = {["rearview", *words]!r}
try:
    main()
except SystemExit as done:
    assert not done.code
"""
    assert loads(code) & HEAVY == set()
