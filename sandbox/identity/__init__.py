"""The national identity provider's stand-in."""
