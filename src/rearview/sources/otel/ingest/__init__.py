"""From spans to a lake: what is sent or lies in files is first put safe, then put into the lake, in rounds."""
