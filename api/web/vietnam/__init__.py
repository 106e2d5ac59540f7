"""Pages that are Vietnam's alone."""
