"""The staff of a made-up year, and what the police found of each (“ba có”)."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from domain.vietnam.programme.entries import NewEntry
from domain.vietnam.programme.three_haves import Looked, Serves, subject_of
from infra.crypto.blind_index import BlindIndex
from infra.vietnam.made.on_duty import OF_BODY, OF_COMMUNE
from infra.vietnam.made.weather import dice_of

HOLDS = timedelta(days=3650)
"""How long a card does."""
DOCUMENT = "Danh sách mô phỏng"
NO_ACCOUNT, NO_CARD = 0.06, 0.1
"""Up to what share one lacks an account, or from there on a card: nine of ten have all three."""


def staff_of(
    name: str, bodies: Iterable[str], day: date, index: BlindIndex
) -> tuple[list[NewEntry[Serves]], list[NewEntry[Looked]]]:
    """Who serves in each body, and what each has."""
    served, looked = list[NewEntry[Serves]](), list[NewEntry[Looked]]()
    for body in bodies:
        dice, of = dice_of(name, "staff", body), OF_BODY if "." in body else OF_COMMUNE
        told: dict[str, Any] = {"unit": body, "day": day, "document": DOCUMENT, "imported": True}
        for place in sorted({place for places in of.values() for place in places}):
            code, lot = f"cb-{body}-{place:02}", dice.random()
            person, account = index.of(code), lot >= NO_ACCOUNT
            serves = Serves(code=code, kind="civil_servant", since=day)
            until = None if NO_ACCOUNT <= lot < NO_CARD else day + HOLDS
            haves = Looked(card_until=until, account=account, portal=account)
            served.append(NewEntry[Serves](**told, subject=subject_of(person, body), content=serves))
            looked.append(NewEntry[Looked](**told, subject=person, content=haves))
    return served, looked
