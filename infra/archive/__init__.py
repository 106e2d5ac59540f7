"""Archives of dossiers: made with the house, opened and verified without it."""
