"""How a script is recorded: the rows that Data 360 would hold of it, table by table."""
