"""Every `rearview record` command, under the heading that the help lists it. It must never import one."""

from rearview.cli.registry import Entry

HEADINGS = ("Collect",)

COMMANDS = (
    Entry("Collect", "serve", "Take traces over HTTP, as OTLP, until Ctrl-C.", "rearview.cli.record"),
)
