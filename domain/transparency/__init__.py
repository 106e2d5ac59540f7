"""What outsiders can hold the journals' keeper to, and whether a document is real."""
