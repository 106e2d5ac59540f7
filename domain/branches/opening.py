"""For whom a branch is filed, and who has agreed to it: as its parent stands under its lock when the branch opens."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from domain.dossier import acts, keys
from domain.dossier.journal import Event, task_id
from domain.dossier.state import Dossier
from domain.filing.model import Consent

OF_THE_PROXY = ("owner", "contact", "applicant")
"""What a filing says of whoever filed it for its owner, and how they are reached."""


def filed_for(parent: Dossier, filed: acts.Filed, told: Sequence[Event], at: datetime) -> dict[str, Any]:
    """Who files a branch: whoever acts for its parent now.

    A mandate that was taken back, or is over, opens no further door: from then on the owner alone files, under the
    contact that they gave when they took it back, and who filed the parent for them never hears of the branch.
    """
    if not parent.mandate_over(parent.applicant, at):
        of = {"applicant": filed.applicant, "owner": filed.owner, "mandate_until": filed.mandate_until}
        return of | {"filed_as": filed.filed_as, "personal": filed.personal}
    revoked = next((event.act for event in told if isinstance(event.act, acts.MandateRevoked)), None)
    owner = filed.personal.get("owner", {})
    personal = {name: said for name, said in filed.personal.items() if name not in OF_THE_PROXY} | {
        "applicant": {"number": owner.get("number", ""), "name": owner.get("name", "")},
        "contact": revoked.personal.get("contact", {}) if revoked else {},
    }
    return {"applicant": parent.owner, "filed_as": filed.filed_as, "personal": personal}


def carried(parent: Dossier, asked: Sequence[Consent], at: datetime) -> tuple[Consent, ...]:
    """Those who must agree to a branch: who agreed to this very thing before its parent was received has done so.

    Everybody else is asked in the branch, and its desk accepts nothing before they agree. So an author who forgets to
    say what follows, or a form that was corrected after they agreed, costs time and never anybody's consent.
    """
    if not parent.edition:
        return ()
    said = agreed(parent)
    people = [person for person in parent.applicants if not parent.mandate_over(person, at)]
    return tuple(
        consent.model_copy(update={"given_in": parent.code if _is_given(consent, said) else ""})
        for consent in asked
        if consent.person not in people
    )


def agreed(dossier: Dossier) -> dict[str, set[str]]:
    """By person, the digests of what they have agreed to."""
    tasks = {place: task_id(dossier.code, keys.consent(place + 1)) for place in range(len(dossier.consents))}
    return {
        consent.person: set(consent.digests)
        for place, consent in enumerate(dossier.consents)
        if (task := dossier.tasks.get(tasks[place])) and task.decision == "consent"
    }


def _is_given(consent: Consent, said: dict[str, set[str]]) -> bool:
    return bool(consent.digests) and set(consent.digests) <= said.get(consent.person, set())
