"""Where Arrow's memory comes from while much is written."""

import os

import pyarrow as pa


def give_back() -> None:
    """Let Arrow take an allocator that gives memory back: it needs a fifth less of it, and of the processor.

    This holds for the whole process, so only whoever is about to fill a lake asks for it. Where Arrow was built without
    that allocator, or the environment names one, nothing changes.
    """
    if "jemalloc" in pa.supported_memory_backends() and "ARROW_DEFAULT_MEMORY_POOL" not in os.environ:
        pa.set_memory_pool(pa.jemalloc_memory_pool())
