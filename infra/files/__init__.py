"""Files that people bring and results that are kept: looked into, sealed, stored, swept."""
