"""`rearview find-unresolved`: the name that `find unresolved` had before."""

from rearview.cli.finding import named

command = named("find-unresolved", "unresolved", "Find the sessions whose task wasn't resolved.")
