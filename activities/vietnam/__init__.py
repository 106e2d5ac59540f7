"""How Vietnam's registers are spoken to."""
