"""What each table says of each session: one row a session. The facts of sessions are put together from these."""
