"""Opinions of other offices (lấy ý kiến cơ quan phối hợp)."""
