"""Bytes of strangers: read in processes apart, that may take little and know nothing of ours."""
