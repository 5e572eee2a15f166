"""Spark's own process: started when the first engine is opened, quiet, out of everybody's way, ended with this one.

Owns its settings and its folder. On this machine it listens on loopback only; it must never write elsewhere than into
its folder, nor to the terminal.
"""

import atexit
import os
import shutil
from pathlib import Path
from tempfile import mkdtemp

from py4j.protocol import Py4JJavaError
from pyspark import SparkConf, SparkContext
from pyspark.errors import PySparkException
from pyspark.java_gateway import launch_gateway
from pyspark.sql import SparkSession

from rearview.errors import ArgumentError, MissingExtraError, UnreachableError

MASTER = "REARVIEW_SPARK_MASTER"
"""The environment variable that names a cluster."""
HERE = "local[2]"
"""The master that is no cluster: a process on this machine, on two of its cores."""

_SETTINGS = {
    "spark.app.name": "rearview",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.memory": "1g",
    "spark.log.level": "OFF",
    "spark.sql.catalogImplementation": "in-memory",
    "spark.sql.session.timeZone": "UTC",
    # What can't be read is null, as on the other engines.
    "spark.sql.ansi.enabled": "false",
    "spark.sql.caseSensitive": "false",
    "spark.sql.legacy.parquet.nanosAsLong": "true",
    "spark.sql.timeType.enabled": "true",
    # For a few cores; what is small is put together again anyway.
    "spark.sql.shuffle.partitions": "16",
    # Listing files is no work for a cluster unless there are very many.
    "spark.sql.sources.parallelPartitionDiscovery.threshold": "10000",
}
_LOOPBACK = {"spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1"}
_CHATTER = ("NOTE:", "WARNING:", "Picked up")
"""How lines begin in which Java speaks of its settings."""

_started: dict[str, SparkSession] = {}


def open_session(master: str | None = None) -> SparkSession:
    """Return a session of its own on the one context that a process can have."""
    wanted = master or os.environ.get(MASTER) or HERE
    for other in _started.keys() - {wanted}:
        raise ArgumentError.second_master(other, wanted)
    if wanted not in _started:
        _started[wanted] = _start(wanted)
    return _started[wanted].newSession()


def _start(master: str) -> SparkSession:
    if shutil.which("java") is None and not os.environ.get("JAVA_HOME"):
        raise MissingExtraError.java()
    folder = Path(mkdtemp(prefix="rearview-spark-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    conf = SparkConf().setAll(list(_settings(master, folder).items()))
    said = folder / "said.txt"
    try:
        with said.open("wb") as told:
            gateway = launch_gateway(conf, {"stdout": told, "stderr": told, "cwd": folder})  # type: ignore[no-untyped-call]
        context = SparkContext(conf=conf, gateway=gateway)
    except Py4JJavaError as error:
        raise UnreachableError.spark(master, str(error.java_exception.getMessage())) from error
    except (PySparkException, OSError) as error:
        raise UnreachableError.spark(master, _complaint(said) or str(error)) from error
    atexit.register(context.stop)
    return SparkSession(context)


def _settings(master: str, folder: Path) -> dict[str, str]:
    logging = folder / "log4j2.properties"
    logging.write_text("rootLogger.level = off\n")
    return {
        **_SETTINGS,
        **(_LOOPBACK if master.startswith("local") else {}),
        "spark.master": master,
        "spark.local.dir": str(folder),
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={logging} -Djava.io.tmpdir={folder}",
    }


def _complaint(said: Path) -> str:
    """Return the first thing that was complained of; the rest follows from it."""
    lines = said.read_text(errors="replace").split("\n") if said.exists() else []
    return next((line.strip() for line in lines if line.strip() and not line.startswith(_CHATTER)), "")
