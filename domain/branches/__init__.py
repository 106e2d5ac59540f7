"""Interlinked dossiers (thủ tục liên thông)."""
