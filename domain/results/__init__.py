"""What comes of a dossier: approved, numbered, issued, handed over; refused or stopped."""
