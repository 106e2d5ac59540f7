"""Names of what a result carries beside its page: the fields that are filled in later, and the data for machines."""

NUMBER, ISSUED, SEAL, CODE, OFFICER = "number", "issued", "seal", "code", "officer"
BODY_SEAL = "BodySeal"
"""The seal's field where nobody signs before, and the number is printed."""
DATA = "du-lieu.json"
