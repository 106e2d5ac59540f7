"""Whose queue is read: the same question for the pages and for programs."""

from datetime import datetime, time, timedelta
from typing import Any

from api.container import Container
from domain.base.calendar import VIETNAM
from domain.base.law import Role
from infra.identity.oidc import Identity
from infra.reads.queues import Asked


def asked_by(who: Identity, tools: Container, role: Role | None = None, **what: Any) -> Asked:
    """Ask for an officer's tasks, of one of their roles if it is named."""
    now = tools.journal.clock()
    tomorrow = datetime.combine(now.astimezone(VIETNAM).date() + timedelta(days=1), time(), VIETNAM)
    roles = tuple(sorted(each.value for each in who.actor.roles if role in (None, each)))
    return Asked(me=who.actor.id, agency=who.actor.agency, roles=roles, now=now, tomorrow=tomorrow, **what)
