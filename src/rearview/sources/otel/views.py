"""What the tables of a lake of spans mean: they are canonical already, made from the spans beside them."""

from collections.abc import Mapping

from rearview.engines.view import identity
from rearview.model.tables import TABLES
from rearview.sources.canonical import Part, Recipe
from rearview.sources.otel.rows import SOURCE

RECIPES: Mapping[str, Recipe] = {
    table: Recipe(source=SOURCE, table=table, parts=(Part(view=identity(table)),)) for table in TABLES
}
"""Every canonical table by its name; those that no span fills are empty."""
