"""Stand-ins for mail, short messages and the identity app."""
