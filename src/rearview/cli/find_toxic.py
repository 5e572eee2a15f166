"""`rearview find-toxic`: the name that `find toxic` had before."""

from rearview.cli.finding import named

command = named("find-toxic", "toxic", "Find the sessions with toxic content.")
