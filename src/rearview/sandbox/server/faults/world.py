"""Faults of the world: something happens between two requests, and the next one is served as things then are."""

from rearview.sandbox.server.faults.meeting import Meeting


async def token_expired(meeting: Meeting) -> None:
    """Let every token that was given out be good no more."""
    meeting.standin.tokens.revoke_all()
    await meeting.go_on()


async def query_expired(meeting: Meeting) -> None:
    """Let the query that is asked for be forgotten."""
    if meeting.query_id:
        meeting.standin.results.expire(meeting.query_id)
    await meeting.go_on()


async def query_cancelled(meeting: Meeting) -> None:
    """Let somebody have cancelled the query that is asked for."""
    if meeting.query_id:
        meeting.standin.results.cancel(meeting.query_id)
    await meeting.go_on()
