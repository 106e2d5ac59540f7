"""The front door's books, for stories that other desks speed along."""

from tests.api.conftest import books, door

__all__ = ["books", "door"]
