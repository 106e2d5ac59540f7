"""What is done to all dossiers at once: erasure, new keys, days off, sweeping."""
