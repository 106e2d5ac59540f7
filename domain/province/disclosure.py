"""What the public is told of counts: nothing of fewer than five, and nothing more exact than fives."""

LEAST = 5
"""Dossiers that must be behind a figure (k)."""


def coarse(many: int) -> int | None:
    """A count as it is published: to the nearest five; None where it would tell of few.

    Rounded, so that nobody finds what is hidden by taking what is shown from a total.
    """
    return None if 0 < many < LEAST else LEAST * ((2 * many + LEAST) // (2 * LEAST))
