"""Who does what at each office: the staff codes of the sandbox's officers, which are the same at every desk."""

from dataclasses import dataclass
from datetime import date

from domain.base.law import Role
from domain.dossier.acts import Actor
from infra.vietnam.made.weather import Weather

OF_COMMUNE: dict[Role, tuple[int, ...]] = {
    Role.RECEIVING_OFFICER: (1, 2),
    Role.CIVIL_STATUS_OFFICER: (3, 4),
    Role.COMMUNE_LEADER: (5, 6),
    Role.CENTRE_HEAD: (9,),
    Role.SPECIALIST: (10,),
    Role.UNIT_HEAD: (11,),
}
OF_BODY: dict[Role, tuple[int, ...]] = {
    Role.RECEIVING_OFFICER: (1,),
    Role.SPECIALIST: (2, 3),
    Role.UNIT_HEAD: (4,),
    Role.CENTRE_HEAD: (4,),
    Role.AGENCY_LEADER: (5,),
}
SIGNS = "Người ký trong dữ liệu mô phỏng"
"""Whom a made approval names: nobody who lives."""


@dataclass(frozen=True)
class Staff:
    """The officers of the province."""

    weather: Weather

    def at(self, office: str, role: Role, day: date, turn: int = 0) -> Actor:
        """Who of an office does what a role does: somebody who is there that day, else whose turn it is."""
        places = (OF_BODY if "." in office else OF_COMMUNE)[role]
        turns = [places[(turn + step) % len(places)] for step in range(len(places))]
        codes = [f"cb-{office}-{place:02}" for place in turns]
        here = next((code for code in codes if not self.weather.is_away(code, day)), codes[0])
        return Actor(kind="officer", id=here, agency=office, roles=(role,))

    def is_there(self, office: str, role: Role, day: date) -> bool:
        """Whether anybody is."""
        return not self.weather.is_away(self.at(office, role, day).id, day)
