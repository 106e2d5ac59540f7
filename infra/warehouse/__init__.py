"""The province's shared data warehouse."""
