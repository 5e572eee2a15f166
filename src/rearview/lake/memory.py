"""Where Arrow's memory comes from while much is read or written."""

import os
import sys
from types import MappingProxyType

ALLOCATOR = MappingProxyType({"ARROW_DEFAULT_MEMORY_POOL": "jemalloc"} if sys.platform == "linux" else {})
"""What says to Arrow that it take an allocator that gives memory back: it needs a third less of it."""


def give_back() -> None:
    """Choose that allocator unless the environment names one. It must be said before Arrow is first imported."""
    for name, value in ALLOCATOR.items():
        os.environ.setdefault(name, value)
