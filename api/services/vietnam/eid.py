"""Electronic identity accounts: what the police deliver, and what it comes to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from api.schemas.vietnam.eid import AccountsView, CountIn, EidView, TakenView, TargetIn
from api.services.vietnam.programme_tools import ProgrammeTools, Reading, coded, figure
from domain.base.refusals import Unacceptable
from domain.base.words import Words
from domain.dossier.acts import Actor
from domain.province.scoring import Counted
from domain.province.units import Unit
from domain.statute.offices import police_of
from domain.vietnam.kept import subject_of
from domain.vietnam.programme import rights
from domain.vietnam.programme.eid import (
    ACCOUNTS,
    TARGET,
    WEEKS,
    Accounts,
    Counts,
    Outlook,
    Target,
    Totals,
    due_next,
    outlook,
    shares,
    splits,
    summed,
    totals,
)
from domain.vietnam.programme.entries import Entry, NewEntry
from domain.vietnam.programme.parameters import Parameters
from infra.agencies.consumers import Consumers, Refused
from infra.vietnam.entries import EID, EID_TARGETS, Wanted

AUDIENCE = "motcua"
"""Whom a signed delivery names as its receiver."""
ANOTHERS = Words(vi="chữ ký của cơ quan khác", en="another agency signed it")
OF_SOMEBODY = Words(vi="số liệu không được nêu số định danh của ai", en="a count must name nobody's citizen number")
STALE = timedelta(days=92)
"""A count that is older tells nothing of a day."""
NOTHING = Outlook(daily_need=None, daily_mean=None, expected=None)
Targets = Mapping[str, Target]


class NotSigned(Unacceptable):
    """A delivery without a signature of the police that holds for it."""


class Contradiction(Unacceptable):
    """A count that cannot be."""


@dataclass(frozen=True)
class Identities:
    """The accounts of a unit, as somebody reads or delivers them."""

    unit: str
    tools: ProgrammeTools
    by: Reading
    tree: date

    async def deliver(self, sent: CountIn, proof: str = "") -> TakenView:
        """Take a count of a day, with what its sender signed; the newest delivery of a day counts."""
        rights.may_deliver(self.by.who, self.unit, self.tools.parameters)
        content = accounts_of(sent).model_copy(update={"proof": proof})
        return await self._take(EID, content, sent.document)

    async def aim(self, sent: TargetIn) -> TakenView:
        """Set a target, or move it: ``by.at`` is when it is due, and it holds from today on."""
        rights.may_plan(self.by.who, self.tools.parameters)
        return await self._take(EID_TARGETS, Target(target=sent.target, due=self.by.at), sent.document)

    async def _take(self, register: str, content: Accounts | Target, document: str) -> TakenView:
        self.tools.province.units.unit(self.unit, self.tree)
        subject = subject_of(self.unit, self.by.at, content)
        day = self.tree if isinstance(content, Target) else self.by.at
        new = NewEntry[Accounts | Target](unit=self.unit, subject=subject, day=day, document=document, content=content)
        await self.tools.entries.add(register, [new], self.by.now, self.by.who)
        version = await self.tools.entries.versions(register, subject, self.by.who)
        proved = bool(getattr(content, "proof", ""))
        return TakenView(unit=self.unit, day=self.by.at, version=version, signed=proved)

    async def show(self) -> EidView:
        """The accounts of a unit and of the areas below it, summed as units were on the day of the tree."""
        at, units = self.by.at, self.tools.province.units
        unit = units.unit(self.unit, self.tree)
        self.may_see()
        counts, before, targets = await self._counts(at), await self._counts(at - WEEKS), await self._targets(at)
        below = [one for one in units.children(self.unit, self.tree) if not one.body]
        rows = _ranked([self._row(one, counts, targets) for one in below])
        found, target = self._totals(unit, counts, at), self._target(unit, targets)
        calendar = self.tools.calendar_at(self.tools.parameters.standing_body)
        ahead = outlook(found, self._totals(unit, before, at - WEEKS), target, at, calendar) if target else NOTHING
        whole = self._row(unit, counts, targets)
        return EidView(
            **dict(whole),
            as_of=at,
            tree=self.tree,
            computed_at=self.by.now,
            daily_need=None if ahead.daily_need is None else float(ahead.daily_need),
            daily_mean=None if ahead.daily_mean is None else float(ahead.daily_mean),
            expected=ahead.expected,
            units=rows,
        )

    async def counted(self) -> dict[str, dict[str, Counted | None]]:
        """The three shares of the unit, and of each area below it, by code."""
        at, units = self.by.at, self.tools.province.units
        counts, targets = await self._counts(at), await self._targets(at)
        below = [one for one in units.children(self.unit, self.tree) if not one.body]
        return {
            one.code: shares(self._totals(one, counts, at), self._target(one, targets))
            for one in (units.unit(self.unit, self.tree), *below)
        }

    def may_see(self) -> None:
        """Let in the unit's own police, and whoever may see its figures."""
        if self.by.who.agency == police_of(self.unit):
            return
        rights.may_see(self.by.who, self.unit, self.tools.province.units, self.tools.parameters, self.tree)

    def _totals(self, unit: Unit, counts: Counts, at: date) -> Totals:
        units = self.tools.province.units
        if self.tree == at:
            return totals(units, unit, at, counts)
        return summed(totals(units, part, at, counts) for part in units.parts(unit.code, at, self.tree))

    def _target(self, unit: Unit, targets: Targets) -> Target | None:
        """Its own, else those of all areas below it together."""
        if unit.code in targets:
            return targets[unit.code]
        below = [one for one in self.tools.province.units.children(unit.code, self.tree) if not one.body]
        found = [self._target(one, targets) for one in below]
        known = [one for one in found if one]
        if not known or len(known) < len(found):
            return None
        return Target(target=sum(one.target for one in known), due=max(one.due for one in known))

    def _row(self, unit: Unit, counts: Counts, targets: Targets) -> AccountsView:
        found, target = self._totals(unit, counts, self.by.at), self._target(unit, targets)
        told, given = shares(found, target), bool(found.reported)
        made = {name: figure(one, name, self.tools, self.by.locale) for name, one in told.items()}
        return AccountsView(
            unit=coded(unit.code, self.tools, self.tree),
            rank=None,
            eligible=found.eligible if given else None,
            collected=found.collected if given else None,
            issued=found.issued if given else None,
            issued_level1=found.issued_level1 if given else None,
            issued_level2=found.issued_level2 if given else None,
            activated=found.activated if given else None,
            used=found.used if given else None,
            target=target.target if target else None,
            due=target.due if target else None,
            attainment=made["eid_attainment"],
            coverage=made["eid_coverage"],
            activation=made["eid_activation"],
            oldest=found.oldest,
            missing=[*found.missing],
        )

    async def _counts(self, at: date) -> Counts:
        wanted = Wanted(EID, None, at - STALE, at + timedelta(days=1))
        found: list[Entry[Accounts]] = await self.tools.entries.newest(wanted, ACCOUNTS, self.by.who)
        return {one.unit: (one.day, one.content) for one in found}

    async def _targets(self, at: date) -> Targets:
        found: list[Entry[Target]] = await self.tools.entries.all_of(Wanted(EID_TARGETS), TARGET, self.by.who)
        return due_next(found, at)


async def signed(token: str, request: str, by: Actor, consumers: Consumers, parameters: Parameters) -> str:
    """The signature of a delivery, as it is kept; none where neither the deliverer nor the standing body has keys.

    Raises:
        NotSigned: there are keys, and no signature of theirs holds for this request.
    """
    keyed = {by.agency, parameters.standing_body} & set(consumers.keys)
    if not keyed and not token:
        return ""
    try:
        claims = await consumers.read(token, AUDIENCE, request)
    except Refused as refused:
        why = refused.words
    else:
        if claims.iss in (by.agency, parameters.standing_body) and not claims.about:
            return token
        # It is kept for good: nobody's number may stand in it.
        why = OF_SOMEBODY if claims.about else ANOTHERS
    raise NotSigned(
        "Số liệu phải có chữ ký của cơ quan công an giao số liệu (Legal-Basis): {}.",
        "The count must be signed by the police who deliver it (Legal-Basis): {}.",
        why,
    )


def accounts_of(sent: CountIn) -> Accounts:
    """A count, if it does not contradict itself.

    Raises:
        Contradiction: more accounts are used than activated, more activated than issued, or levels do not make them.
    """
    if not sent.used <= sent.activated <= sent.issued:
        raise Contradiction(
            "Số liệu mâu thuẫn: đã sử dụng ≤ đã kích hoạt ≤ đã cấp.",
            "The count contradicts itself: send used ≤ activated ≤ issued.",
        )
    if not splits(sent.issued, sent.issued_level1, sent.issued_level2):
        raise Contradiction(
            "Số liệu mâu thuẫn: số đã cấp mức độ 1 và mức độ 2 phải có đủ cả hai và cộng lại bằng số đã cấp.",
            "The count contradicts itself: send issued_level1 and issued_level2 that make issued, or neither.",
        )
    return Accounts.model_validate(sent.model_dump(exclude={"document"}))


def _ranked(rows: list[AccountsView]) -> list[AccountsView]:
    """The same, the best first; two that are alike have one rank."""
    known = sorted((row.attainment.percent for row in rows if row.attainment.percent is not None), reverse=True)
    ranked = [
        row.model_copy(update={"rank": None if (share := row.attainment.percent) is None else known.index(share) + 1})
        for row in rows
    ]
    return sorted(ranked, key=lambda row: (row.rank is None, row.rank or 0, row.unit.code))
