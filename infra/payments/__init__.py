"""The payment platform, and the books against it."""
