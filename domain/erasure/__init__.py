"""The erasure of what a dossier says of people (xóa dữ liệu)."""
