"""Measures, beside the plain way; asserts nothing."""
