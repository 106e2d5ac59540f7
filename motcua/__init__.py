"""What an agency's author imports: ``from motcua import Procedure, Form, Paper, Result, Words``.

``motcua.vietnam`` has what is Vietnam's alone, ``motcua.testing`` a whole house to try a procedure in. Whatever is not
exported here may change with any release.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from activities.connector import AgencyRefused as AgencyRefused
    from activities.connector import AgencyUnavailable as AgencyUnavailable
    from activities.connector import Connector as Connector
    from activities.connector import Envelope as Envelope
    from domain.base.calendar import months_after as months_after
    from domain.base.law import Channel as Channel
    from domain.base.law import Role as Role
    from domain.base.law import Status as Status
    from domain.base.term import Term as Term
    from domain.base.words import Words as Words
    from domain.dossier import acts as acts
    from domain.registers.query import Acknowledged as Acknowledged
    from domain.registers.query import Agency as Agency
    from domain.registers.query import Answer as Answer
    from domain.registers.query import Query as Query
    from domain.registers.query import Request as Request
    from domain.statute.offices import Province as Province
    from workflows.engine.forms import Filing as Filing
    from workflows.engine.forms import Form as Form
    from workflows.engine.forms import Guide as Guide
    from workflows.engine.forms import Paper as Paper
    from workflows.engine.forms import Result as Result
    from workflows.engine.procedure import Procedure as Procedure
    from workflows.engine.procedure import procedure as procedure

EXPORTS = {
    "activities.connector": ("AgencyRefused", "AgencyUnavailable", "Connector", "Envelope"),
    "domain.base.calendar": ("months_after",),
    "domain.base.law": ("Channel", "Role", "Status"),
    "domain.base.term": ("Term",),
    "domain.base.words": ("Words",),
    "domain.dossier": ("acts",),
    "domain.registers.query": ("Acknowledged", "Agency", "Answer", "Query", "Request"),
    "domain.statute.offices": ("Province",),
    "workflows.engine.forms": ("Filing", "Form", "Guide", "Paper", "Result"),
    "workflows.engine.procedure": ("Procedure", "procedure"),
}
"""By the module that has them."""


def __getattr__(name: str) -> Any:
    """Whatever is exported, all of it loaded at the first use: the command line imports this package, and is quick.

    Where Temporal guards an agency's procedure, its host has loaded that procedure before, and with it all of this.
    """
    if not any(name in names for names in EXPORTS.values()):
        raise AttributeError(f"module 'motcua' has no attribute {name!r}")
    import domain.dossier.acts  # noqa: F401 - a module is exported as its package's attribute

    for module, names in EXPORTS.items():
        globals().update({one: getattr(import_module(module), one) for one in names})
    return globals()[name]
