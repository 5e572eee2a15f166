"""One session, taken apart: its outline for the time axis, its transcript, and each step with all that is known of it."""
