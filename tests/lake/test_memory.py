"""Which allocator Arrow takes."""

import os
import subprocess
import sys

import pytest

from rearview.lake.memory import ALLOCATOR

ASK = "from rearview.cli import main; main(['--version']); import pyarrow; print(pyarrow.default_memory_pool().backend_name)"


@pytest.mark.skipif(not ALLOCATOR, reason="there is none to choose on this system")
@pytest.mark.parametrize(
    ("named", "taken"), [({}, "jemalloc"), (dict.fromkeys(ALLOCATOR, "system"), "system")]
)
def test_arrow_takes_the_allocator_that_gives_memory_back(named: dict[str, str], taken: str) -> None:
    """Every command has chosen by the time Arrow is loaded, unless the environment names another."""
    there = {name: value for name, value in os.environ.items() if name not in ALLOCATOR}
    told = subprocess.run([sys.executable, "-c", ASK], env=there | named, capture_output=True, check=True)
    assert told.stdout.split()[-1].decode() == taken
    assert told.stderr == b""
