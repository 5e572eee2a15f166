"""The generated parts that are about what can be asked, what is looked for, and how sources become the canonical tables."""

from collections.abc import Iterator

from rearview.analyses import ANALYSES, load_analysis
from rearview.analyses.analysis import Analysis, Parameter
from rearview.model.findings import RULES
from rearview.sources.canonical import SOURCES as SEEN_THROUGH_VIEWS
from rearview.sources.canonical import Part, recipes


def questions() -> Iterator[str]:
    """Every question with what may be said along with it, and the columns of its answer."""
    for name in ANALYSES:
        yield from _question(load_analysis(name))


def _question(analysis: Analysis) -> Iterator[str]:
    yield f"## {analysis.name}\n\n{analysis.question}\n"
    if analysis.parameters:
        yield "| may be said | default | meaning |\n|---|---|---|"
        yield from map(_parameter, analysis.parameters)
        yield ""
    yield "| column | type | meaning |\n|---|---|---|"
    yield from (f"| `{column.name}` | {column.type} | {column.meaning} |" for column in analysis.columns)
    yield ""


def _parameter(parameter: Parameter) -> str:
    default = parameter.default
    shown = ", ".join(default) if isinstance(default, tuple) else "" if default is None else str(default)
    choices = (
        f" One of {', '.join(f'`{choice}`' for choice in parameter.choices)}." if parameter.choices else ""
    )
    return f"| `{parameter.name}` | {f'`{shown}`' if shown else ''} | {parameter.meaning}{choices} |"


def rules() -> Iterator[str]:
    """Every rule with what it finds, what it can be a consequence of, and what to do about it."""
    yield "| rule | what it finds | can come from | what to do next |\n|---|---|---|---|"
    for rule in RULES:
        causes = ", ".join(f"`{cause}`" for cause in (*rule.because, *rule.below))
        yield f"| `{rule.name}` | {rule.meaning} | {causes} | {rule.next_step} |"


def recipe() -> Iterator[str]:
    """How every canonical table is made from the tables of each source that keeps its own."""
    for source in SEEN_THROUGH_VIEWS:
        yield f"## From {source}\n"
        for table, made in recipes(source).items():
            yield f"### {table}\n"
            for part in made.parts:
                yield from _part(part)


def _part(part: Part) -> Iterator[str]:
    if all(column.name == column.column for column in part.view.columns) and not part.derived:
        yield f"Rows of `{part.view.of}`, as they are.\n"
        return
    yield f"Rows of `{part.view.of}`:\n"
    yield "| column | from | read as |\n|---|---|---|"
    yield from (f"| `{column.name}` | `{column.column}` | {column.kind} |" for column in part.view.columns)
    yield from (f"| `{name}` | always `{value}` | |" for name, value in part.view.constants.items())
    for derived in part.derived:
        yield f"| {', '.join(f'`{name}`' for name in derived.columns)} | {derived.how} | |"
    yield ""
