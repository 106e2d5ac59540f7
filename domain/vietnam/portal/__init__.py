"""The national portal (Cổng Dịch vụ công quốc gia): what stands there of each dossier, and what it answers."""
