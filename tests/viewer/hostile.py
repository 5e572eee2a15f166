"""A session whose every text means harm: markup, scripts, turned reading directions, and a megabyte in one line."""

from tests.sources.snapshots.written import Written, llm, tool

ID = "bad00000-0000-4000-8000-000000000bad"
SCRIPT = "</script><script>window.harmed = 1</script>"
IMAGE = "<img src=x onerror='window.harmed = 1'>"
QUOTES = "\"'><svg onload=window.harmed=1>{{ 7 * 7 }}"
BIDI = "abc\u202edef\u2066ghi"
ALL = f"{SCRIPT}{IMAGE}{QUOTES}{BIDI}"
LONG = "x" * 1_000_000
AT = 1_765_793_400_000


def hostile() -> Written:
    """Write the session down."""
    calls = [
        llm(
            f"llm-{QUOTES}",
            startedAt=AT,
            endedAt=AT + 50,
            attributes={"provider": IMAGE, "model": SCRIPT},
            request={"kind": "llm", "payload": {"prompt": ALL}},
            response={"payload": {"textPreview": LONG}},
            logs=[{"timestamp": AT, "severity": "ERR", "message": ALL, "path": "1-1"}],
        ),
        tool(
            "tool-1",
            startedAt=AT + 60,
            endedAt=AT + 90,
            status="failed",
            attributes={"name": IMAGE, "provider": SCRIPT},
            request={"kind": "tool", "payload": {"query": ALL, SCRIPT: IMAGE}},
        ),
    ]
    prompts = {"prompts": {"system": ALL, "user": ALL}}
    turn = {
        "id": f"{QUOTES}-1",
        "index": 1,
        "startedAt": AT,
        "endedAt": AT + 99,
        "ops": calls,
        "attributes": prompts,
    }
    return {
        "id": f"{ID}-uid",
        "traceId": ID,
        "agentId": f"agent {SCRIPT}",
        "sessionTitle": f"title {IMAGE}{BIDI}",
        "startedAt": AT,
        "endedAt": AT + 100,
        "success": False,
        "error": ALL,
        "turns": [turn],
    }
