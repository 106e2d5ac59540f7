"""The command line's parts, by what they work on; ``motcua.py`` puts them together."""
