"""What all procedures share; ``procedure`` is what an author writes against."""
