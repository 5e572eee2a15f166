"""What holds for every error."""

import inspect
import pickle

import pytest

from rearview import errors
from rearview.errors import RearviewError

KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, RearviewError)]


@pytest.mark.parametrize("kind", KINDS)
def test_it_goes_from_one_process_to_another(kind: type[RearviewError]) -> None:
    """An error that was packed and unpacked says what it said, and knows what it knew."""
    error = kind(**{name: f"a {name}" for name in inspect.signature(kind).parameters})
    error.__notes__ = ["seen twice"]
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - packed right here
    assert type(again) is kind
    assert (str(again), again.args, vars(again)) == (str(error), error.args, vars(error))
