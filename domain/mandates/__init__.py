"""Mandates by which somebody acts for an owner (ủy quyền)."""
