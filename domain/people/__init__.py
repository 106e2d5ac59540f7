"""How it was known who somebody is, as far as any country has it."""
