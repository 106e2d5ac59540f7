"""What an agency's author imports: ``from motcua import Procedure, Form, Paper, Result, Words``.

``motcua.vietnam`` has what is Vietnam's alone, ``motcua.testing`` a whole house to try a procedure in. Whatever is not
exported here may change with any release.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from motcua.exports import *  # noqa: F403 - all of it, and at run time by __getattr__


def __getattr__(name: str) -> Any:
    """Whatever is exported, all of it loaded at the first use: the command line imports this package, and is quick.

    Where Temporal guards an agency's procedure, its host has loaded that procedure before, and with it all of this.
    """
    # ``from motcua import exports`` would ask this function for it, and again.
    import motcua.exports

    exported = vars(motcua.exports)
    if name.startswith("_") or name not in exported:
        raise AttributeError(f"module 'motcua' has no attribute {name!r}")
    globals()[name] = exported[name]
    return exported[name]
