"""The process of the real engine: one for all databases, started when the first is opened, ended with this one.

Owns its folder, which is the only place whose files it may read. It must never send anything to anybody.
"""

import atexit
from functools import cache
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from tableauhyperapi import Connection, CreateMode, HyperProcess, Telemetry


@cache
def _process() -> HyperProcess:
    process = HyperProcess(
        Telemetry.DO_NOT_SEND_USAGE_DATA_TO_TABLEAU,
        user_agent="rearview",
        parameters={
            "log_dir": str(folder()),
            "external_file_whitelist": str(folder()),
            # Numbers of 38 digits came with this version.
            "default_database_version": "4",
        },
    )
    atexit.register(process.close)
    return process


@cache
def folder() -> Path:
    """Return the folder of the process, which goes when this process does."""
    made = Path(mkdtemp(prefix="rearview-hyper-"))
    atexit.register(rmtree, made, ignore_errors=True)
    return made


def connect(database: Path, *, create: bool = False) -> Connection:
    """Return a new connection to a database; a thread uses its own."""
    mode = CreateMode.CREATE if create else CreateMode.NONE
    return Connection(_process().endpoint, database, mode)
