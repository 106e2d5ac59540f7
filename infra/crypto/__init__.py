"""Keys of dossiers, master keys, blind indices."""
