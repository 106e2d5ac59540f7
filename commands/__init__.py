"""The command line's parts: a module for a group of commands (``keys``, ``heads``), or for one with much behind it.

``options`` is what all of them share, ``texts`` what a language's catalogues translate, ``rehearsal`` the walk that
both ``move`` and ``replay`` take; ``motcua.command_line`` puts them together, and no server loads them.
"""
