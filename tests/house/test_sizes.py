"""Files and functions stay small enough to be read in one go, and modules don't lean on each other in a circle."""

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from math import ceil
from pathlib import Path

import grimp
import pytest


@pytest.fixture(scope="module")
def sources(root: Path) -> list[Path]:
    """Every module of the package."""
    return sorted((root / "src").rglob("*.py"))


def test_files_are_short(sources: list[Path], root: Path) -> None:
    """Nine files in ten have at most 300 lines, and none has more than 450; tests and scripts keep the 450 too."""
    lengths = {str(path): _lines(path) for path in sources}
    others = [path for folder in ("tests", "benchmarks", "docs") for path in (root / folder).rglob("*.py")]
    assert _ninetieth(lengths) <= 300
    assert _over(450, lengths | {str(path): _lines(path) for path in others}) == {}


def test_functions_are_short(sources: list[Path]) -> None:
    """Nine functions in ten have at most 35 lines, and none has more than 80."""
    lengths = {f"{path}:{name}": lines for path in sources for name, lines in _functions(path)}
    assert _ninetieth(lengths) <= 35
    assert _over(80, lengths) == {}


def test_imports_form_no_circle() -> None:
    """No module imports another that leads back to it."""
    graph = grimp.build_graph("rearview", exclude_type_checking_imports=True, cache_dir=None)
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    TopologicalSorter(imports).prepare()


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def _functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def _ninetieth(lengths: dict[str, int]) -> int:
    return sorted(lengths.values())[ceil(len(lengths) * 0.9) - 1]


def _over(limit: int, lengths: dict[str, int]) -> dict[str, int]:
    return {name: lines for name, lines in lengths.items() if lines > limit}
