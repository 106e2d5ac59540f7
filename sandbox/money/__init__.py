"""The national payment platform's stand-in."""
