"""What is Vietnam's alone."""
