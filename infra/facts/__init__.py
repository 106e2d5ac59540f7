"""The law's data, read from files."""
