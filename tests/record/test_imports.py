"""An agent that records loads no more than it needs."""

import subprocess
import sys

HEAVY = "{'polars', 'pyarrow', 'duckdb', 'click', 'rich', 'openai', 'anthropic', 'mcp', 'numpy'}"


def test_recording_is_light() -> None:
    """Importing the recorder loads no engine, no client of a provider, and nothing of the command line."""
    code = f"import sys; from rearview import record; print({HEAVY} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout == "set()\n"
