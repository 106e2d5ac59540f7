"""Answers that are Vietnam's alone."""
