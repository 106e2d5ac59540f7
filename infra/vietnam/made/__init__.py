"""A made-up year of the province, to look at and to measure: people of the sandbox, acts that are admitted."""
