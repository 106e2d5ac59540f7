"""Tools that are Vietnam's alone: its national portal and its programme."""
