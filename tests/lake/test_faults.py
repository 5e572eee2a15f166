"""The fault loop, one mode a test, and what each disk of it does."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.lake.faults import MODES

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("mode", MODES)
def test_a_fault_at_any_boundary_is_survived(mode: str) -> None:
    """After a fault at the n-th boundary, for every n, the lake is whole and the next run makes it complete."""
    command = [sys.executable, "-m", "tests.lake.fault_loop", mode]
    looped = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert looped.returncode == 0, looped.stdout + looped.stderr
    boundaries, survived = (int(part.split()[0]) for part in re.findall(r": (\d+ )", looped.stdout))
    assert survived == boundaries > 100
