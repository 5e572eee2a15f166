"""What a model or a tool server was sent and what it sent back: captured bodies, read as one conversation."""
