"""How the answers about one run look. Rows in, lines out; nothing here prints."""
