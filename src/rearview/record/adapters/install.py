"""Which libraries can be recorded, and how one client of theirs, or every client that will be made, is.

Owns the names of foreign classes and of the HTTP client inside. It must import none before it is asked to.
"""

import importlib
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from rearview.errors import ArgumentError
from rearview.record.adapters import http, mcp
from rearview.record.notices import Notice

Client = TypeVar("Client")

_PROVIDERS = {
    "openai": ("OpenAI", "AsyncOpenAI"),
    "anthropic": ("Anthropic", "AsyncAnthropic"),
}
_installed: set[type] = set()


def wrap(client: Client, provider: str | None = None) -> Client:
    """Record what a client of `openai`, of `anthropic` or of an MCP server does, and return it.

    The provider is what the calls are recorded and priced under: the library's name, unless another one is served there.
    """
    library = _library(type(client))
    if library in _PROVIDERS:
        http.watch(client._client, library, provider)  # type: ignore[attr-defined]  # noqa: SLF001 - it has no other way in
    elif library == "mcp":
        mcp.watch(client, provider)
    else:
        raise ArgumentError.no_adapter(type(client))
    return client


def install(*libraries: str) -> list[str]:
    """Record every client that is made from now on, of these libraries or of all; return those that could be imported."""
    return [library for library in libraries or (*_PROVIDERS, "mcp") if _install(library)]


def _install(library: str) -> bool:
    try:
        module = importlib.import_module(library)
    except ImportError:
        return False
    try:
        if library == "mcp":
            mcp.watch_all(module.ClientSession)
        for name in _PROVIDERS.get(library, ()):
            _install_client(getattr(module, name), library)
    except Exception as error:  # noqa: BLE001 - recording never breaks the agent
        Notice.adapter(library, error).tell()
        return False
    return True


def _install_client(client: Any, library: str) -> None:
    if client not in _installed:
        _installed.add(client)
        client.__init__ = _watched(client.__init__, library)


def _watched(begin: Callable[..., None], library: str) -> Callable[..., None]:
    @wraps(begin)
    def begun(self: Any, *args: Any, **options: Any) -> None:
        begin(self, *args, **options)
        try:
            http.watch(self._client, library, None)
        except Exception as error:  # noqa: BLE001 - recording never breaks the agent
            Notice.adapter(library, error).tell()

    return begun


def _library(client: type) -> str:
    """Return which library a class is from, or the one that it is made of."""
    names = (base.__module__.partition(".")[0] for base in client.__mro__)
    return next((name for name in names if name in {*_PROVIDERS, "mcp"}), "")
