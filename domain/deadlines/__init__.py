"""What the law's time makes of a dossier: terms, pauses, warnings, apologies."""
