"""Objects cast from columns."""

import pytest

from rearview.model.casting import cast
from rearview.model.session import Log, Step
from rearview.model.tables import LogRow


def test_objects_are_as_their_constructor_makes_them() -> None:
    """Each has its values of the columns, and defaults for the others; a class above has its fields too."""
    columns: dict[str, list[object]] = {
        "source": ["x", "y"],
        "session_id": ["s", "t"],
        "step_id": ["1", "2"],
        "logs": [(), (Log,)],
    }
    assert cast(Step, columns, 2) == [
        Step(source="x", session_id="s", step_id="1"),
        Step(source="y", session_id="t", step_id="2", logs=(Log,)),  # type: ignore[arg-type]
    ]
    assert cast(Step, columns, 0) == []


def test_a_column_that_must_be_there() -> None:
    """A field without a default isn't left open."""
    with pytest.raises(KeyError, match="session_id"):
        cast(LogRow, {"source": ["x"]}, 1)
