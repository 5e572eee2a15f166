"""Record ids: the two forms that Salesforce has for one record."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rearview.sandbox.org.salesforce_id import ORG_ID, salesforce_id


@pytest.mark.parametrize(
    ("prefix", "number", "id_"), [("001", 0, "001000000000000AAA"), ("00D", 10, "00D00000000000AEAQ")]
)
def test_ids_are_checked_as_salesforce_does(prefix: str, number: int, id_: str) -> None:
    """The last three characters say which of the fifteen before are capitals."""
    assert salesforce_id(prefix, number) == id_


@given(st.integers(0, 62**12 - 1), st.integers(0, 62**12 - 1))
def test_numbers_and_ids_belong_together(one: int, other: int) -> None:
    """Ids have 18 characters, and are equal only if their numbers are, whatever is done to their case."""
    ids = salesforce_id("0PA", one), salesforce_id("0PA", other)
    assert [len(id_) for id_ in ids] == [18, 18]
    assert (ids[0].casefold() == ids[1].casefold()) == (one == other)


def test_the_org_has_an_id() -> None:
    """The org's own id is that of an organization."""
    assert (ORG_ID[:3], len(ORG_ID)) == ("00D", 18)
