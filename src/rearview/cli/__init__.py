"""The command line. `main` is the only place that catches errors; it turns each into a message and an exit code."""

import os
import shlex
import sys
from collections.abc import Sequence

from click.exceptions import Exit

from rearview.cli import diagnostics
from rearview.cli.diagnostics import ExitCode
from rearview.cli.group import rearview
from rearview.lake.memory import give_back

PROGRAM = "rearview"
COMPLETION = "_REARVIEW_COMPLETE"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    give_back()
    try:
        with diagnostics.termination_raises():
            return _run(list(sys.argv[1:] if arguments is None else arguments))
    except BrokenPipeError:  # `| head` has read enough
        from rearview.cli import output

        output.abandon()
        return ExitCode.OK
    except OSError as error:  # help and version, which click prints, found no room where stdout goes
        from rearview.cli import output
        from rearview.errors import AccessError

        output.abandon()
        return diagnostics.explain(AccessError.of(error, doing="finish the command"))
    except (Exception, *diagnostics.INTERRUPTIONS) as error:  # noqa: BLE001 -- see above: the only place
        return diagnostics.explain(error)


def _run(arguments: list[str]) -> int:
    instruction = os.environ.get(COMPLETION)
    if instruction:
        from click.shell_completion import shell_complete

        return shell_complete(rearview, {}, PROGRAM, COMPLETION, instruction)
    try:
        typed = shlex.join([PROGRAM, *arguments])
        with rearview.make_context(PROGRAM, arguments, obj=typed) as context:
            rearview.invoke(context)
    except Exit as done:
        return done.exit_code
    return ExitCode.OK
