"""The viewer: a local web app over lakes and snapshots. It reads; it never changes what it shows."""
