"""What the stand-ins of registers share: searches with grounds, agreements, the guard before them."""
