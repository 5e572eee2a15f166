"""What stands beside the rows of a page of JSON: which columns they have, and how many there are."""

from collections.abc import Sequence

import msgspec

from rearview.sources.agentforce.query.api import Column
from rearview.sources.agentforce.query.columns import Told, places
from rearview.sources.agentforce.query.unusable import Unusable


class Head(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A page without its rows."""

    metadata: tuple[Told, ...]
    returned_rows: int | None = None

    def order(self, columns: Sequence[Column]) -> list[int]:
        """Return where the columns of a result lie in the rows."""
        order = places([column.name for column in columns], [told.name for told in self.metadata])
        if order is None:
            raise Unusable.other_columns()
        return order

    def count(self, rows: int) -> None:
        """Refuse another number of rows than was told."""
        if self.returned_rows not in {None, rows}:
            raise Unusable.miscounted()
