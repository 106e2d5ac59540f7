"""Seeded breaks of the rules, and random ones: tests that let one live do not hold what the law says."""
