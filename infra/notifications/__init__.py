"""What people are told: mail, short messages, the identity app."""
