"""The three haves: staff that bodies enter, what the police found of them, and what it comes to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from api.schemas.vietnam.programme import Figure
from api.schemas.vietnam.three_haves import (
    CheckIn,
    CheckView,
    HavesView,
    LackingView,
    StaffIn,
    StaffView,
    ThreeHavesView,
)
from api.services.vietnam.programme_tools import ProgrammeTools, Reading, coded, figure
from domain.vietnam.programme import rights
from domain.vietnam.programme.entries import NewEntry
from domain.vietnam.programme.three_haves import (
    LOOKED,
    SERVES,
    Looked,
    Member,
    Serves,
    counted,
    found,
    members,
    person_of,
    subject_of,
)
from infra.vietnam.entries import HAVES, STAFF, Wanted
from infra.warehouse.shelf import Exchange

DATASET = "three_haves"
WHY = "Rà soát “ba có” của cán bộ, công chức, viên chức, người lao động"
"""As whom it is about reads it."""


@dataclass(frozen=True)
class ThreeHaves:
    """They, as somebody enters or reads them."""

    tools: ProgrammeTools
    by: Reading

    async def enter(self, sent: StaffIn) -> StaffView:
        """Enter who serves in a body, as its head."""
        rights.may_name_staff(self.by.who, sent.body, self.tools.parameters)
        self.tools.province.units.unit(sent.body, self.by.at)
        new = [
            NewEntry[Serves](
                unit=sent.body,
                subject=subject_of(self.tools.index.of(one.number), sent.body),
                day=one.since,
                document=sent.document,
                content=Serves.model_validate(one.model_dump(exclude={"number"})),
            )
            for one in sent.staff
        ]
        return StaffView(added=await self.tools.entries.add(STAFF, new, self.by.now, self.by.who))

    async def check(self, sent: CheckIn) -> CheckView:
        """Take what the police found, and let each know who looked; of those on no staff register nothing is kept."""
        rights.may_deliver(self.by.who, self.tools.parameters.province, self.tools.parameters)
        staff = await self.tools.entries.standing(Wanted(STAFF), SERVES, self.by.who)
        bodies = {person_of(one.subject): one.unit for one in staff}
        told = {self.tools.index.of(one.number): one for one in sent.found}
        new = [
            NewEntry[Looked](
                unit=bodies[person],
                subject=person,
                day=self.by.at,
                document=sent.document,
                content=found(
                    self.by.at,
                    one.card_until,
                    one.level,
                    activated=one.activated,
                    portal=one.portal,
                    login_since=self.tools.parameters.portal_login_since,
                ),
            )
            for person, one in told.items()
            if person in bodies
        ]
        looked = [(one, self._line(one.subject, sent.document)) for one in new]
        await self.tools.entries.looked_into(HAVES, looked, self.by.now, self.by.who)
        left = [one for one in await self._members() if one.haves is None]
        return CheckView(taken=len(new), unknown=len(told) - len(new), left=len(left))

    def _line(self, person: str, document: str) -> Exchange:
        return Exchange(
            consumer=self.by.who.agency,
            message=document,
            request="",
            act="asked",
            dataset=DATASET,
            purpose=WHY,
            basis=document,
            fields=("card_until", "account", "portal"),
            about=[person],
        )

    async def show(self, unit: str) -> ThreeHavesView:
        """How many have what; who lacks what only to the head of that body."""
        units, who = self.tools.province.units, self.by.who
        rights.may_see(who, unit, units, self.tools.parameters, self.by.at)
        below = {one.code for one in units.below(unit, self.by.at)}
        of = [one for one in await self._members() if one.body in below]
        bodies = sorted({one.body for one in of})
        lacking = [one for one in of if one.haves and not one.haves.all and rights.is_head(who, one.body)]
        return ThreeHavesView(
            **dict(self._view(unit, of)),
            as_of=self.by.at,
            bodies=[self._view(body, [one for one in of if one.body == body]) for body in bodies],
            lacking=[
                LackingView(code=one.code, **one.haves.model_dump())
                for one in sorted(lacking, key=lambda one: one.code)
                if one.haves
            ],
        )

    async def _members(self) -> list[Member]:
        tomorrow: date = self.by.at + timedelta(days=1)
        staff = await self.tools.entries.standing(Wanted(STAFF), SERVES, self.by.who)
        looked = await self.tools.entries.all_of(Wanted(HAVES, next=tomorrow), LOOKED, self.by.who)
        return members(staff, looked, self.by.at)

    def _view(self, body: str, of: Iterable[Member]) -> HavesView:
        of = [*of]
        unchecked = sum(one.haves is None for one in of)
        told = {name: self._figure(name, of) for name in ("card", "account", "portal")}
        return HavesView(
            body=coded(body, self.tools, self.by.at),
            in_service=len(of) or None,
            **told,
            all_three=self._figure("all", of),
            unchecked=unchecked,
            at_least=unchecked > 0,
        )

    def _figure(self, name: str, of: list[Member]) -> Figure:
        return figure(counted(of)[name], f"haves_{name}", self.tools, self.by.locale)
