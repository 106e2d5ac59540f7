"""Who comes: bearer tokens, logins, sessions, officers, codes for who has no account."""
