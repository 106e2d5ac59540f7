"""``python -m motcua``: the command line."""

from motcua.command_line import main

main()
