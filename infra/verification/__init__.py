"""Whether a paper in hand is real."""
