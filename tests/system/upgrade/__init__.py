"""Whether a house of older code, with dossiers in every state, goes on with this code by itself: ``make upgrade``."""
