"""How a terminal calls the front door and is spoken to."""
