"""Session snapshots of ai-agent: one gzipped JSON file a session, its sub-agents' sessions nested inside it."""
