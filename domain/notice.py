"""Which events a person is told about (thông báo)."""

from domain.acts import Act, TaskOpened

TOLD = {
    "filed": "filed",
    "accepted": "accepted",
    "supplement_requested": "supplement_requested",
    "not_accepted": "not_accepted",
    "refused": "refused",
    "issued": "issued",
    "withdrawn": "withdrawn",
    "handed_over": "delivered",
}


def notice_of(act: Act) -> str:
    """Give the kind of notice that an act calls for, or nothing."""
    if isinstance(act, TaskOpened):
        return "confirmation_asked" if act.kind == "confirm" else ""
    return TOLD.get(act.type, "")
