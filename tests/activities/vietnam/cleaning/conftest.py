"""The registers, and who cleans data."""

from tests.support.cleaning_rig import books, corrections, desk, ledger  # noqa: F401 - fixtures
