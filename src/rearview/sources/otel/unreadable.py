"""Bodies and files that hold no spans, and why. All reasons are written here."""

from typing import Self


class Unreadable(Exception):  # noqa: N818  a bad record is data: nobody but the reader of files sees it
    """Bytes that can't be read as spans."""

    is_size = False
    """Whether they may be read where more is allowed."""

    @classmethod
    def protobuf(cls) -> Self:
        """What claims to be protobuf isn't."""
        return cls("it isn't OTLP as protobuf, or it breaks off")

    @classmethod
    def json(cls, reason: object) -> Self:
        """What claims to be JSON isn't."""
        return cls(f"it isn't JSON: {reason}")

    @classmethod
    def no_traces(cls) -> Self:
        """JSON that holds no traces."""
        return cls("it is JSON without resourceSpans, so it holds no traces")

    @classmethod
    def no_spans(cls) -> Self:
        """A file of something else."""
        return cls("it holds no OTLP traces, neither as JSON nor as protobuf")

    @classmethod
    def packed(cls) -> Self:
        """What is packed breaks off."""
        return cls("its gzip is damaged, or breaks off")

    @classmethod
    def too_large(cls, limit: int) -> Self:
        """What is packed is larger than is read."""
        error = cls(f"unpacked it is larger than {limit >> 20:,} MB")
        error.is_size = True
        return error
