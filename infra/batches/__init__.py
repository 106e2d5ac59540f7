"""Many tasks decided in one go."""
