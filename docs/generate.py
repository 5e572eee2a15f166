"""Writes the parts of the documentation that the code knows better: what stands between two markers.

`python -m docs.generate` writes them; with `--check` it names the pages that differ, and fails. Everything outside
the markers belongs to people and must never be changed here.
"""

import ast
import inspect
import re
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from itertools import pairwise
from pathlib import Path

import click

import rearview
from docs import answers, blocks
from rearview import errors
from rearview.cli.diagnostics import CODES, ExitCode
from rearview.cli.group import rearview as rearview_command
from rearview.cli.registry import COMMANDS
from rearview.errors import NotFoundError, RearviewError
from rearview.model.tables import TABLES, Column, Table

PAGES = Path(__file__).parent
PACKAGE = Path(rearview.__file__).parent
WIDTH = 80

BLOCK = re.compile(r"(<!-- generated: (\w+) -->\n).*?(<!-- end -->\n)", re.DOTALL)


def rooms() -> Iterator[str]:
    """Every room and module with the first line of what it says about itself."""
    yield "```text"
    for path in sorted(PACKAGE.rglob("*.py"), key=_as_listed):
        inside = path.relative_to(PACKAGE)
        room = path.name == "__init__.py"
        depth = len(inside.parts) - 1 - room
        name = f"{path.parent.name}/" if room else path.name
        says = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
        yield f"{'  ' * (depth + 1) + name:24}{(says or '').partition(chr(10))[0]}".rstrip()
    yield "```"


def _as_listed(path: Path) -> tuple[str, ...]:
    """Modules after the room that holds them, and each level by name."""
    return tuple(part.removesuffix(".py") for part in path.parts if part != "__init__.py")


def tables() -> Iterator[str]:
    """Every canonical table with its columns."""
    for table in TABLES.values():
        yield from _table(table)


def _table(table: Table) -> Iterator[str]:
    named = f"A row is named by `{table.key}`" if table.key else "A row has no name of its own"
    yield f"## {table.name}\n\n{table.meaning} {named}, and happens at `{table.time}`.\n"
    yield "| column | type | meaning |\n|---|---|---|"
    yield from (f"| `{column.name}` | {_type(column)} | {_meaning(column)} |" for column in table.columns)
    yield ""


def _type(column: Column) -> str:
    unit = f", {column.unit}" if column.unit else ""
    return f"{column.type}{unit}{'' if column.nullable else ', never null'}"


def _meaning(column: Column) -> str:
    values = ", ".join(f"`{value}`" for value in column.values)
    return f"{column.meaning} One of {values}." if values else column.meaning


def commands() -> Iterator[str]:
    """The help of every command, as 80 columns show it."""
    with rearview_command.make_context("rearview", [], terminal_width=WIDTH) as context:
        yield from _help("rearview", context)
        for entry in COMMANDS:
            command: click.Command = import_module(entry.module).command
            with command.make_context(entry.name, [], parent=context, resilient_parsing=True) as inner:
                yield from _help(entry.name, inner)
                yield from _below(command, inner)


def _below(command: click.Command, context: click.Context) -> Iterator[str]:
    """The help of the commands of a group."""
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            if below is not None:
                with below.make_context(name, [], parent=context, resilient_parsing=True) as inner:
                    yield from _help(f"{context.info_name} {name}", inner)


def _help(heading: str, context: click.Context) -> Iterator[str]:
    yield f"## {heading}\n\n```text\n{context.get_help()}\n```\n"


def exits() -> Iterator[str]:
    """Every exit code with its meaning: the text beneath it in the source."""
    yield "| code | meaning |\n|---|---|"
    for node, below in pairwise(ast.walk(ast.parse(inspect.getsource(ExitCode)))):
        match node, below:
            case ast.Assign(value=ast.Constant(int(code))), ast.Expr(value=ast.Constant(str(meaning))):
                yield f"| {code} | {meaning} |"


def example() -> Iterator[str]:
    """What an error looks like."""
    yield f"```text\nError: {NotFoundError.path(Path('sessions.json.gz'))}\n```"


def raised() -> Iterator[str]:
    """Every error that is raised on purpose, and the exit code that it ends the command line with."""
    yield "| error | what it means | code |\n|---|---|---|"
    for kind in (vars(errors)[name] for name in errors.__all__):
        if isinstance(kind, type) and issubclass(kind, RearviewError):
            code = next((CODES[known] for known in kind.mro() if known in CODES), ExitCode.FAILED)
            yield f"| `{kind.__name__}` | {kind.__doc__} | {code} |"


BLOCKS: dict[str, Callable[[], Iterator[str]]] = {
    "attributes": blocks.attributes,
    "commands": commands,
    "dmos": blocks.dmos,
    "errors": raised,
    "example": example,
    "exits": exits,
    "faults": blocks.faults,
    "forms": blocks.forms,
    "questions": answers.questions,
    "recipes": answers.recipe,
    "rooms": rooms,
    "rules": answers.rules,
    "stories": blocks.stories,
    "tables": tables,
}


def refreshed(page: str) -> str:
    """Return a page with its generated parts written again."""
    return BLOCK.sub(lambda found: found[1] + "\n".join(BLOCKS[found[2]]()) + "\n" + found[3], page)


def main() -> int:
    """Write the pages that differ, or only name them."""
    check = sys.argv[1:] == ["--check"]
    stale = [page for page in sorted(PAGES.glob("*.md")) if refreshed(page.read_text()) != page.read_text()]
    for page in stale:
        print(f"{page.name} differs from the code; run: make fix" if check else f"wrote {page.name}")
        if not check:
            page.write_text(refreshed(page.read_text()))
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
