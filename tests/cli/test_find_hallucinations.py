"""`rearview find-hallucinations`: an older name."""

import pytest

from tests.cli.typed import asking
from tests.lakes import kept_lake


def test_it_finds_what_find_finds(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    """The older name prints what `find hallucinations` prints, in every form."""
    with asking(capsysbinary, kept_lake()) as ask:
        for form in ("table", "json"):
            done = ask("find-hallucinations", "--format", form)
            assert (done.code, done.err) == (0, "")
            assert done.out == ask("find", "hallucinations", "--format", form).out
