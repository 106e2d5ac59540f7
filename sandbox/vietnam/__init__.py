"""The stand-ins of Vietnam's registers, and of its identity cards."""
