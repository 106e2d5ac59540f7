"""Identity numbers and cards of Vietnam, and people as forms declare them."""
