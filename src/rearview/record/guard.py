"""What an agent calls of the recorder returns, whatever happens in it."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from rearview.record.notices import Notice

Arguments = ParamSpec("Arguments")


def unfailing(method: Callable[Arguments, None]) -> Callable[Arguments, None]:
    """Let a method return, and tell what went wrong in it."""

    @wraps(method)
    def call(*args: Arguments.args, **given: Arguments.kwargs) -> None:
        try:
            method(*args, **given)
        except Exception as error:  # noqa: BLE001 - recording never breaks the agent
            Notice.unforeseen(error).tell()

    return call
