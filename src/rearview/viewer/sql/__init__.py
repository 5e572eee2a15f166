"""SQL over a place, in the browser: its tables, a query, and the answer as a table, a chart or a file."""
