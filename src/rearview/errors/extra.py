"""Optional parts that aren't installed."""

from typing import Self

from rearview.errors.root import RearviewError


class MissingExtraError(RearviewError):
    """An optional part of Rearview isn't installed."""

    @classmethod
    def of(cls, extra: str, *, library: str, what: str) -> Self:
        """Something needs a library that only an extra brings."""
        return cls(f"{what} needs {library}, which isn't installed.", hint=f"pip install 'rearview[{extra}]'")

    @classmethod
    def java(cls) -> Self:
        """Spark is here, and what it runs on isn't."""
        return cls(
            "The engine spark needs Java 17 or newer, which isn't installed.",
            hint="install a Java runtime (on Debian and Ubuntu: apt-get install default-jre-headless), or set JAVA_HOME.",
        )
