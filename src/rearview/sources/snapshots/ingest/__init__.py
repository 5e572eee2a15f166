"""From a folder of snapshots to a lake: only what is new or changed, on all cores, safe to interrupt and to kill."""
