"""The ground of each look-up and the receipt of each answer."""
