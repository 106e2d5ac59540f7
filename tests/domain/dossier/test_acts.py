"""Nothing that a thing of the law declares is forgotten where all of it is put together."""

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest

import domain
from domain.dossier import admit, apply
from domain.dossier.act import Act
from domain.dossier.acts import ACTS

MODULES = sorted(module.name for module in walk_packages(domain.__path__, "domain."))
TOGETHER = {"rules": admit, "effects": apply}
"""By the name that a module of a thing has, where all of that name are put together."""


def declared(kind: type[Act] = Act) -> Iterator[type[Act]]:
    """Every act of ours that can happen: it has a type of its own."""
    for act in kind.__subclasses__():
        yield from declared(act)
        if act.__module__ in MODULES and not act.model_fields["type"].is_required():
            yield act


def test_every_act_can_be_recorded() -> None:
    for name in MODULES:
        import_module(name)
    forgotten = [f"{act.__module__}.{act.__name__}" for act in declared() if act not in ACTS]
    assert not forgotten, (
        f"{', '.join(forgotten)}: name it in the union of its thing, below its classes; the union of a new thing"
        " in AnyAct of domain/dossier/acts.py"
    )
    assert set(declared()) == set(ACTS)


@pytest.mark.parametrize("kind", TOGETHER)
def test_every_rule_and_effect_is_entered(kind: str) -> None:
    path = Path(str(TOGETHER[kind].__file__))
    imports = [node for node in ast.parse(path.read_text()).body if isinstance(node, ast.Import)]
    entered = {name.name for node in imports for name in node.names}
    things = {name for name in MODULES if name.endswith(f".{kind}") and not name.startswith("domain.dossier.")}
    forgotten = things - entered
    assert not forgotten, f"import {', '.join(sorted(forgotten))} in domain/dossier/{path.name}: nobody asks it"
    assert things
