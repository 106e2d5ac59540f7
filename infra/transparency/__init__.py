"""Published heads of all journals, and proofs."""
