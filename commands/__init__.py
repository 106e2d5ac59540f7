"""The command line's parts, by what they work on; ``motcua.command_line`` puts them together."""
