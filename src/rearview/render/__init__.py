"""How results look: data in, text or bytes out. Nothing here reads a file, asks for a session or knows a stream."""
