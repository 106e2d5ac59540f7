"""A province's figures, for programs."""
