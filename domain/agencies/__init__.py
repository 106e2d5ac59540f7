"""What agencies of the outside world answer, at once, late or never."""
