"""Imports one module of ours otherwise than it is written: the tests of this process meet a broken rule.

A plugin of pytest (``-p tests.mutants.applied``), so that it is there before anything of ours is. Nothing on disk
changes, and the processes that a house starts know nothing of it.
"""

import os
import sys
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType

FILE, TEXT = "MOTCUA_BROKEN_FILE", "MOTCUA_BROKEN_TEXT"
"""The module that is broken, as a path from the root, and the file that holds what it says instead."""
ROOT = Path(__file__).parents[2]


def module_of(file: str) -> str:
    """The name by which a file of ours is imported."""
    return file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


class Instead(SourceFileLoader):
    """Loads one module from another text, never from a cache and never into one."""

    def get_code(self, fullname: str) -> CodeType:
        """What the other text says, with the lines of the file that it stands for."""
        return compile(Path(os.environ[TEXT]).read_text(), self.path, "exec", dont_inherit=True)


class Finder(MetaPathFinder):
    """Knows the one module that is broken."""

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """Say whose loader reads it."""
        if fullname != module_of(os.environ[FILE]):
            return None
        where = str(ROOT / os.environ[FILE])
        return spec_from_file_location(fullname, where, loader=Instead(fullname, where))


if FILE in os.environ:
    assert module_of(os.environ[FILE]) not in sys.modules, "it was imported before it could be broken"
    sys.meta_path.insert(0, Finder())
