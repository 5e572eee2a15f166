"""Where sessions come from. A source reads what a recorder wrote and yields canonical rows; it never builds a tree."""
