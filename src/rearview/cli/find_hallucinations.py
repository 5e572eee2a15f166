"""`rearview find-hallucinations`: the name that `find hallucinations` had before."""

from rearview.cli.finding import named

command = named(
    "find-hallucinations", "hallucinations", "Find the sessions with an answer that wasn't grounded."
)
