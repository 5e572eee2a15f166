"""Names and words: nothing here needs what a stranger doesn't have."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

SAYS_NOTHING = {"utils", "util", "helpers", "helper", "common", "base", "manager", "misc"}

STRANGE = re.compile(
    r"""
      /(?:home|root|Users|mnt|srv)/\w      # a folder of somebody's machine
    | file:/{2}                           # a link that works on one machine
    | pythonhosted | pypi\.\w+/simple     # a package index: everyone has their own
    | --(?:extra-)?index-url | --find-links
    """,
    re.VERBOSE,
)
UNFINISHED = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b")

RECORDED = (Path("tests/data"), Path("tests/golden"))
"""What agents recorded, and how it is shown: kept as it is, whatever it says."""


def test_a_stranger_has_all_that_is_named(files: list[Path], root: Path) -> None:
    """No file names a machine or a package index."""
    assert list(_found(STRANGE, files, root)) == []


def test_no_file_names_where_it_lies(files: list[Path], root: Path) -> None:
    """Neither the folder of this checkout nor the home of whoever works in it stands in a file."""
    places = re.compile("|".join(re.escape(f"{place}/") for place in (root, Path.home())))
    assert list(_found(places, files, root)) == []


def test_nothing_is_left_for_later(files: list[Path], root: Path) -> None:
    """No file holds a note about work that wasn't done."""
    assert list(_found(UNFINISHED, files, root)) == []


def test_modules_are_named_after_what_they_own(files: list[Path]) -> None:
    """No module has a name that would fit any other."""
    assert [
        path for path in files if path.suffix == ".py" and SAYS_NOTHING & {path.stem, path.parent.name}
    ] == []


def test_modules_say_what_they_own(files: list[Path]) -> None:
    """Every module that holds anything begins with a docstring."""
    modules = {path: ast.parse(path.read_text(encoding="utf-8")) for path in files if path.suffix == ".py"}
    assert [path for path, module in modules.items() if module.body and not ast.get_docstring(module)] == []


def _found(pattern: re.Pattern[str], files: list[Path], root: Path) -> Iterator[str]:
    """Say where a pattern stands in the texts of the repository; this file has to name what it forbids."""
    for path in files:
        name = path.relative_to(root)
        if any(map(name.is_relative_to, RECORDED)) or path == Path(__file__):
            continue
        for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), start=1):
            yield from (f"{name}:{number}: {match[0]}" for match in pattern.finditer(line))
