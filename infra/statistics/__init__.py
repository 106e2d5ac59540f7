"""Releases of figures as files: made, counted again by anybody, held against the journals by inspectors."""
