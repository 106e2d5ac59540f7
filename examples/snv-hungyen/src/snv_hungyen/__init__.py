"""Procedures of the Department of Home Affairs of Hưng Yên (Sở Nội vụ tỉnh Hưng Yên)."""
