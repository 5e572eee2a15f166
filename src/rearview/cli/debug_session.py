"""`rearview debug-session`: one session as a timeline, or whole as JSON."""

from pathlib import Path

import click

from rearview.cli.options import printed


@click.command("debug-session")
@click.option(
    "--data-dir",
    type=click.Path(path_type=Path),
    envvar="REARVIEW_DATA",
    default="./stdm_data",
    show_default=True,
    show_envvar=True,
    help="A snapshot file, or a folder of them.",
)
@click.option("--session-id", metavar="ID", help="The session: its id, or a part of it that no other has.")
@printed(table="A timeline to read")
@click.option(
    "--verbose", is_flag=True, help="Whole payloads and prompts, system steps, charges and warnings."
)
def command(data_dir: Path, session_id: str | None, form: str, output: Path | None, verbose: bool) -> None:
    """Show what an agent did in one session, step by step.

    Reads one session and prints its timeline: what the user said, each model and tool call with what went in and
    out, the sub-agents it called, what failed and why.
    """
    from rearview.cli.output import opened
    from rearview.library import load_session
    from rearview.render import terminal, tree_json

    tree = load_session(data_dir, session_id)
    with opened(output) as sink:
        if form == "json":
            sink.write(tree_json.show(tree))
        else:
            sink.show(terminal.show(tree, width=sink.width, verbose=verbose))
