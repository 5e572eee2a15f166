"""The documentation can't go stale: what it says about the code is derived from the code, or compared with it."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

CODE = re.compile(r"^```.*?^```|`[^`\n]+`", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


@pytest.fixture(scope="module")
def pages(root: Path) -> list[Path]:
    """Every page of the documentation, the first one first."""
    return [root / "README.md", *sorted((root / "docs").glob("*.md"))]


@pytest.fixture(scope="module")
def readme(root: Path) -> str:
    """The text of the README."""
    return (root / "README.md").read_text(encoding="utf-8")


def test_generated_parts_are_fresh(root: Path) -> None:
    """What stands between the markers is what the code says today."""
    generate = [sys.executable, "-m", "docs.generate", "--check"]
    done = subprocess.run(generate, cwd=root, check=False, capture_output=True, text=True)
    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)


def test_links_lead_somewhere(pages: list[Path]) -> None:
    """Every link inside the repository leads to a file, and to a heading in it where it names one."""
    broken = [(page.name, link, anchor) for page in pages for link, anchor in _broken(page)]
    assert broken == []


def test_every_page_can_be_found(pages: list[Path], readme: str, root: Path) -> None:
    """The README links every page."""
    linked = {root / link for link, _ in LINK.findall(readme)}
    assert set(pages[1:]) <= linked


def test_named_make_targets_exist(pages: list[Path], root: Path) -> None:
    """Every `make` that the documentation tells people to type is a target."""
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    assert set(_typed("make", pages)) <= targets


def test_named_commands_exist(pages: list[Path], root: Path) -> None:
    """Every command that the documentation tells people to type has its help on the page of commands."""
    documented = re.findall(
        r"^## ([a-z-]+)$", (root / "docs" / "cli.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert set(_typed("rearview", pages)) <= set(documented)


def test_ci_runs_what_the_readme_says(root: Path, readme: str) -> None:
    """The last thing CI does is what the README tells people to type."""
    *_, typed = (root / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert f"\n$ {typed}\n" in readme


def test_the_example_of_the_readme_runs(readme: str, root: Path, python: Callable[[str], str]) -> None:
    """The Python of the README does what it says, on a recorded session."""
    (example,) = re.findall(r"^```python\n(.*?)^```", readme, re.DOTALL | re.MULTILINE)
    (snapshot,) = (root / "tests" / "data" / "snapshots").glob("*.json.gz")
    assert re.fullmatch(r"\S+ \d+\n", python(example.replace("SNAPSHOT.json.gz", str(snapshot))))


def test_the_readme_fits_on_a_screen(readme: str) -> None:
    """What it is for, how to see it and how to test it stand within the first screen."""
    assert {"$ make demo", "$ make test"} <= set(readme.splitlines()[:24])


def _typed(program: str, pages: list[Path]) -> Iterator[str]:
    """Yield the first word after a program's name, wherever it stands in code."""
    for page in pages:
        for code in CODE.findall(page.read_text(encoding="utf-8")):
            yield from re.findall(rf"(?:^|[`$/] ?){program} ([a-z][a-z-]*)", code, re.MULTILINE)


def _broken(page: Path) -> Iterator[tuple[str, str]]:
    for link, anchor in LINK.findall(CODE.sub("", page.read_text(encoding="utf-8"))):
        target = page.parent / link if link else page
        if not target.exists() or (anchor and anchor not in _anchors(target)):
            yield link, anchor


def _anchors(page: Path) -> set[str]:
    headings = HEADING.findall(page.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-") for heading in headings}
