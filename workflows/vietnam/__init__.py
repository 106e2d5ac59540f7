"""The procedures of Vietnam, a folder a sector."""
