"""What requests do that are Vietnam's alone."""
