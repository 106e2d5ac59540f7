"""The money of a dossier (phí, lệ phí): asked, paid, given back."""
