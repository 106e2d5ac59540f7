"""A programme's roadmap: what stands on a day, and what is entered into it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from api.schemas.vietnam.programme import (
    EvidenceIn,
    EvidenceView,
    Figure,
    ItemsView,
    ItemView,
    JudgedIn,
    LeadView,
    MeasuredIn,
    MeasurementView,
    PlannedIn,
    SummaryView,
    WithdrawnIn,
)
from api.services.vietnam.programme_tools import ProgrammeTools, Reading, coded, figure
from domain.base.calendar import in_vietnam
from domain.base.refusals import AlreadyDone, AnsweredOtherwise, FormChanged, Missing, ReasonMissing, Unacceptable
from domain.base.words import Words
from domain.province.course import NotKept
from domain.province.periods import Period
from domain.province.scoring import Counted, GroupScore, rounded
from domain.province.units import Unit
from domain.vietnam.index766 import OF_FACTS
from domain.vietnam.programme import rights
from domain.vietnam.programme.entries import Entry, NewEntry
from domain.vietnam.programme.progress import finish, progress, tasks
from domain.vietnam.programme.roadmap import (
    CONTENT,
    Content,
    Dropped,
    Evidence,
    EvidenceGiven,
    EvidenceJudged,
    Given,
    Item,
    Kind,
    Measured,
    Planned,
    Roadmap,
    roadmap,
    subject_of,
)
from infra.analysis.analysis import FactsUnpublished
from infra.analysis.counting import OfUnit, ProvinceCounts
from infra.vietnam.entries import ROADMAP, Wanted

NO_REASON = Words(
    vi="Nêu lý do: cơ quan chủ trì dựa vào đó để khắc phục.",
    en="Say why: the agency in charge goes by it.",
)
GIVEN_ALREADY = Words(
    vi="Minh chứng có số, ký hiệu này đã được nhập với nội dung khác. Muốn thay đổi, rút minh chứng đó rồi nhập lại.",
    en="Evidence of this number was given before, with another note. To change it, withdraw it and give it again.",
)
GIVEN_AGAIN = Words(
    vi="Minh chứng này đã được nhập lại sau khi ông/bà xem. Xem nội dung mới rồi thực hiện lại.",
    en="This evidence was given again since you read it. Read it as it is now, then do this again.",
)
OTHERWISE: dict[Given, Words] = {
    "accepted": Words(
        vi="Minh chứng này đã được người khác chấp nhận. Muốn thay đổi, rút minh chứng; cơ quan chủ trì nhập lại.",
        en="Somebody accepted this evidence already. To change that, withdraw it; the agency in charge gives it again.",
    ),
    "refused": Words(
        vi="Minh chứng này đã có kết luận không chấp nhận, với lý do đã ghi. Cơ quan chủ trì nhập lại để được xem xét.",
        en="This evidence was refused already, for the reason that is told. It is judged anew once it is given again.",
    ),
    "withdrawn": Words(
        vi="Minh chứng này đã được rút. Cơ quan chủ trì nhập lại để được xem xét.",
        en="This evidence was withdrawn already. It is judged anew once the agency in charge gives it again.",
    ),
    "given": GIVEN_AGAIN,
}
"""What whoever comes too late is told of evidence, by how it stands."""


GIVE_EVIDENCE = Words(
    vi="Nhiệm vụ không có kết quả đo: hãy nhập minh chứng.", en="A task is not measured: give evidence of it."
)
NO_VALUE = Words(vi="Nhập giá trị của chỉ tiêu.", en="Enter the target's value.")
NOT_SAID = Words(
    vi="Cho biết chỉ tiêu của mô hình đạt hay không đạt.", en="Say whether the model's measure held or did not hold."
)
CHANGED_SINCE = Words(
    vi="Mục này đã có nội dung nhập mới sau khi ông/bà xem. Xem nội dung mới rồi thực hiện lại.",
    en="Something was entered here since you read it. Read it as it is now, then do this again.",
)
BY_ANOTHER = Words(
    vi="Hôm nay đã nhập đúng kết quả này theo văn bản {}, không cần nhập lại.",
    en="The same result was entered today already, by document {}: it need not be entered again.",
)


class NotMeasured(Unacceptable):
    """What is sent says nothing of what is to be measured."""


class NoSuchMetric(Unacceptable):
    """A target is to be read from a metric that the index does not have."""


Metrics = Mapping[date, Mapping[str, Decimal]]
"""By day, per cent by metric of the index, of the year up to then."""


@dataclass(frozen=True)
class Programme:
    """The programme of a province, as somebody reads or changes it."""

    code: str
    tools: ProgrammeTools
    by: Reading
    of: str = ""
    """A unit: of the items alone that it and what belongs to it are in charge of or work on, whoever reads."""

    @property
    def unit(self) -> Unit:
        """The province whose it is, also one that is none any more."""
        return self.tools.province.units.latest(self.code, self.by.at)

    @property
    def day(self) -> date:
        """The day as of which it is read: its last, where it has ended."""
        return min(self.by.at, self.unit.until or self.by.at)

    async def entered(self) -> "list[Entry[Content]]":
        """All that was entered into it."""
        return await self.tools.entries.all_of(Wanted(ROADMAP, (self.unit.code,)), CONTENT, self.by.who)

    async def items(self, kind: Kind) -> ItemsView:
        """Its tasks, models or targets that the reader may see."""
        found = self._seen(roadmap(await self.entered(), self.day))
        metrics = await self._metrics(found.values()) if kind == "targets" else {}
        return ItemsView(
            programme=coded(self.code, self.tools, self.day),
            kind=kind,
            as_of=self.day,
            items=[
                self._item(item, kind, metrics) for (of, _), item in sorted(found.items(), key=_in_order) if of == kind
            ],
        )

    async def summary(self) -> SummaryView:
        """How far it is, of what the reader may see."""
        entries, by = await self.entered(), self.tools.parameters
        found = self._seen(roadmap(entries, self.day))
        of_all, met = progress(tasks(found), self.day, by), await self._met(found)
        effective = self._effective(found)
        shares = self._shares(found, effective, met)
        return SummaryView(
            programme=coded(self.code, self.tools, self.day),
            as_of=self.day,
            computed_at=self.by.now,
            ended=self.unit.until,
            whole=self._sees is None,
            imported=sum(item.imported for item in found.values()),
            tasks=self._figure(shares["tasks_done"], "tasks_done"),
            weighted=self._figure(shares["tasks_weighted"], "tasks_weighted"),
            planned=self._figure(of_all.planned, "tasks_done"),
            light=of_all.light,
            states=of_all.states,
            finish=finish(lambda day: self._seen(roadmap(entries, day)), self.day, by.trend_months),
            models=self._figure(shares["models_effective"], "models_effective"),
            models_unknown=effective.count(None),
            targets=self._figure(shares["targets_met"], "targets_met"),
            targets_unknown=met.count(None),
            leads=[self._lead(lead, items) for lead, items in _by_lead(tasks(found))],
        )

    async def counted(self) -> tuple[dict[str, Counted], dict[str, Counted]]:
        """What the reader sees of it, by definition; and of its tasks those that are done, by agency in charge."""
        found = self._seen(roadmap(await self.entered(), self.day))
        by_lead = [(lead, progress(items, self.day, self.tools.parameters)) for lead, items in _by_lead(tasks(found))]
        shares = self._shares(found, self._effective(found), await self._met(found))
        return shares, {lead: of_lead.done for lead, of_lead in by_lead}

    async def _met(self, found: Roadmap) -> list[bool | None]:
        """Of each target whether it is met; None: not known."""
        targets = [item for (kind, _), item in found.items() if kind == "targets"]
        metrics = await self._metrics(targets)
        return [self._is_met(one, metrics) for one in targets]

    def _effective(self, found: Roadmap) -> list[bool | None]:
        """Of each model whether it is effective; None: not known."""
        periods = self.tools.parameters.effective_periods.value
        return [item.effective(periods) for (kind, _), item in found.items() if kind == "models"]

    def _shares(self, found: Roadmap, effective: list[bool | None], met: list[bool | None]) -> dict[str, Counted]:
        of_all = progress(tasks(found), self.day, self.tools.parameters)
        return {
            "tasks_done": of_all.done,
            "tasks_weighted": of_all.weighted,
            "models_effective": Counted.of(effective.count(True), len(effective)),
            "targets_met": Counted.of(met.count(True), len(met)),
        }

    async def _metrics(self, items: Iterable[Item]) -> Metrics:
        """What targets were at that the index says, on the day that is read and on those on which they were due."""
        read = [item.plan for item in items if item.plan.source]
        days = {self.day, *(plan.due for plan in read if plan.due and plan.due < self.day)} if read else set()
        sources = {plan.source for plan in read}
        return {day: await self._metrics_of(day, sources) for day in days}

    async def _metrics_of(self, day: date, wanted: set[str]) -> Mapping[str, Decimal]:
        if day == in_vietnam(self.by.now).date():
            counts = await self.tools.province.counts()
            return _per_cent(_only(wanted, await self._of_year(day, counts)))
        kept = await self.tools.index_days.year(self.code, sorted(wanted), day, self.by.who)
        anew = await self._counted_anew(day) if wanted & {*OF_FACTS, *kept.changed} else {}
        # A month was kept as it stood when it ended: what was settled of it later is in no month, what was under way
        # through two is in both. What facts tell is counted of the year as one, the rest alone is summed.
        return _per_cent(kept.counted) | _per_cent(_only(wanted & {*OF_FACTS, *kept.changed}, anew))

    async def _counted_anew(self, day: date) -> Mapping[str, Counted]:
        """The year up to the end of a past day from the facts, by one definition; nothing, where they do not tell."""
        try:
            counts = await self.tools.province.counts()
            then = await counts.then(Period(first=day, next=day + timedelta(days=1)).ends)
            return await self._of_year(day, then)
        except (FactsUnpublished, NotKept):
            return {}

    async def _of_year(self, day: date, counts: ProvinceCounts) -> Mapping[str, Counted]:
        """What the index counts of the year up to a day: in each stretch of it what belonged to the unit then."""
        of = OfUnit.through(self.tools.province.units, self.code, Period.read(f"{day.year}"), day)
        groups = await self.tools.groups(self.code, of.whole, await counts.of_unit(of), counts, self.by.who)
        return _by_metric(groups)

    def _value(self, item: Item, metrics: Metrics, day: date) -> Decimal | None:
        return metrics.get(day, {}).get(item.plan.source, item.value(day))

    def _is_met(self, item: Item, metrics: Metrics) -> bool | None:
        when_due = self._value(item, metrics, item.plan.due) if item.plan.due else None
        return item.met(self.day, self._value(item, metrics, self.day), when_due)

    async def plan(self, kind: Kind, sent: PlannedIn) -> ItemsView:
        """Enter an item, a new version of it, or that it is dropped."""
        rights.may_plan(self.by.who, self.tools.parameters)
        for agency in (sent.lead, *sent.co):
            self.tools.province.units.unit(agency, self.by.at)
        if sent.source and sent.source not in self.tools.province.index.metrics:
            raise NoSuchMetric(
                "Bộ chỉ số không có chỉ số {}.", "The index has no metric {}: name one of it, or none.", sent.source
            )
        content: Content = Dropped()
        if not sent.dropped:
            plain = sent.model_dump(exclude={"document", "dropped"})
            content = Planned.model_validate(plain | {"kind": kind})
        await self._enter(kind, sent.no, sent.document, content)
        return await self.items(kind)

    async def one(self, kind: Kind, no: str) -> tuple[Item, ItemView]:
        """An item that the reader may see, and as programs get it."""
        item = await self._of(kind, no)
        return item, self._item(item, kind, await self._metrics([item]))

    async def give(self, kind: Kind, no: str, sent: EvidenceIn) -> ItemView:
        """Enter evidence of the agency in charge."""
        item = await self._of(kind, no)
        rights.may_give(self.by.who, item)
        given = EvidenceGiven(evidence=sent.evidence, note=sent.note)
        if not item.has_otherwise(given):
            await self._enter(kind, no, sent.evidence, given)
        # Read anew: a colleague may have given the same paper at the same time.
        item, told = await self.one(kind, no)
        if item.has_otherwise(given):
            raise AlreadyDone.saying(GIVEN_ALREADY)
        return told

    async def judge(self, kind: Kind, no: str, sent: JudgedIn) -> ItemView:
        """Accept evidence, or refuse it and say why; of two judgements the first holds."""
        evidence = _evidence(await self._of(kind, no), sent.evidence, sent.giving)
        rights.may_judge(self.by.who, evidence, self.tools.parameters)
        reason = sent.reason.strip()
        if not sent.accepted and not reason:
            raise ReasonMissing.saying(NO_REASON)
        judged = EvidenceJudged(evidence=evidence.id, state="accepted" if sent.accepted else "refused", reason=reason)
        return await self._settled(kind, no, evidence, judged)

    async def withdraw(self, kind: Kind, no: str, sent: WithdrawnIn) -> ItemView:
        """Take evidence back, and say why."""
        item = await self._of(kind, no)
        rights.may_withdraw(self.by.who, item, self.tools.parameters)
        evidence, reason = _evidence(item, sent.evidence, sent.giving), sent.reason.strip()
        if not reason:
            raise ReasonMissing.saying(NO_REASON)
        content = EvidenceJudged(evidence=evidence.id, state="withdrawn", reason=reason)
        return await self._settled(kind, no, evidence, content)

    async def measure(self, kind: Kind, no: str, sent: MeasuredIn) -> ItemView:
        """Enter what was measured of a model or target today; of two that read the same the first is entered."""
        item = await self._of(kind, no)
        rights.may_give(self.by.who, item)
        if lacking := _unsaid(kind, sent):
            raise NotMeasured.saying(lacking)
        if sent.version in (None, item.version):
            # The register keeps one entry by this key, however many send at the same time.
            key = sent.version and "|".join((subject_of(self.code, kind, no), "measured", str(sent.version)))
            said = Measured(value=sent.value, held=sent.held)
            await self._enter(kind, no, sent.document, said, key or None)
        item, told = await self.one(kind, no)
        now = next((one for one in item.measurements if one.day == self.day), None)
        if now and (now.value, now.held) == (sent.value, sent.held):
            if now.document != sent.document:
                raise AlreadyDone.saying(BY_ANOTHER.format(now.document))
        elif sent.version is not None:
            raise FormChanged.saying(CHANGED_SINCE)
        return told

    async def _of(self, kind: Kind, no: str) -> Item:
        found = self._seen(roadmap(await self.entered(), self.day)).get((kind, no))
        if found is None or self.unit.until:
            raise Missing("Không có mục này trong kế hoạch.", "The plan has no such item that you may see.")
        return found

    async def _settled(self, kind: Kind, no: str, read: Evidence, said: EvidenceJudged) -> ItemView:
        # A giving is judged once and taken back once, whoever comes second: the register keeps one entry by this key.
        key = "|".join((subject_of(self.code, kind, no), "judged", said.state.replace("refused", "accepted")))
        if read.may_become(said.state):
            await self._enter(kind, no, read.id, said, f"{key}|{read.giving}")
        item, told = await self.one(kind, no)
        now = _evidence(item, read.id, read.giving)
        if (now.state, now.reason) != (said.state, said.reason):
            raise AnsweredOtherwise.saying(OTHERWISE[now.state])
        return told

    async def _enter(self, kind: Kind, no: str, document: str, content: Content, key: str | None = None) -> None:
        new: NewEntry[Content] = NewEntry(
            unit=self.code,
            subject=subject_of(self.code, kind, no),
            day=self.by.at,
            document=document,
            content=content,
            key=key,
        )
        await self.tools.entries.add(ROADMAP, [new], self.by.now, self.by.who)

    @property
    def _sees(self) -> frozenset[str] | None:
        if self.of:
            # The programme's own unit has all of it.
            below = self.tools.province.units.below
            return None if self.of == self.code else frozenset(one.code for one in below(self.of, self.by.at))
        return rights.seen_by(self.by.who, self.tools.province.units, self.tools.parameters, self.by.at)

    def _seen(self, found: Roadmap) -> Roadmap:
        sees = self._sees
        return {key: item for key, item in found.items() if rights.is_seen(item, sees)}

    def _figure(self, counted: Counted, definition: str) -> Figure:
        return figure(counted, definition, self.tools, self.by.locale)

    def _lead(self, lead: str, items: list[Item]) -> LeadView:
        of_lead = progress(items, self.day, self.tools.parameters)
        return LeadView(
            lead=coded(lead, self.tools, self.day),
            done=self._figure(of_lead.done, "tasks_done"),
            light=of_lead.light,
            overdue=of_lead.states["overdue"],
        )

    def _item(self, item: Item, kind: Kind, metrics: Metrics) -> ItemView:
        plan, value = item.plan, self._value(item, metrics, self.day)
        periods = self.tools.parameters.effective_periods.value
        return ItemView(
            no=plan.no,
            name=plan.name,
            example=plan.example,
            lead=coded(plan.lead, self.tools, self.day),
            co=[*plan.co],
            due=plan.due,
            weight=float(plan.weight),
            state=item.state(self.day) if kind == "tasks" else None,
            effective=item.effective(periods) if kind == "models" else None,
            effective_since=item.effective_since(periods) if kind == "models" else None,
            met=self._is_met(item, metrics) if kind == "targets" else None,
            value=_number(value),
            goal=_number(plan.goal),
            baseline=_number(plan.baseline),
            direction=plan.direction,
            measure=plan.measure,
            source=plan.source,
            measured_by=plan.measured_by,
            measurements=_measurements(item),
            since=item.since,
            version=item.version,
            document=item.document,
            imported=item.imported,
            evidence=[EvidenceView.model_validate(one.model_dump(exclude={"by", "steps"})) for one in item.evidence],
        )


def _unsaid(kind: Kind, sent: MeasuredIn) -> Words | None:
    """What a measurement lacks to say anything of what is measured."""
    if kind == "tasks":
        return GIVE_EVIDENCE
    if kind == "models":
        return NOT_SAID if sent.held is None else None
    return NO_VALUE if sent.value is None else None


def _measurements(item: Item) -> list[MeasurementView]:
    holding = [*item.by_month.values()]
    return [MeasurementView.model_validate(one.model_dump() | {"counts": one in holding}) for one in item.measurements]


def _evidence(item: Item, wanted: str, read: int | None) -> Evidence:
    for one in item.evidence:
        if one.id == wanted:
            if read not in (None, one.giving):
                raise FormChanged.saying(GIVEN_AGAIN)
            return one
    raise Missing("Không có minh chứng này.", "This item has no such evidence.")


def _in_order(found: tuple[tuple[Kind, str], Item]) -> tuple[int, str]:
    no = found[1].plan.no
    return (int(no) if no.isdecimal() else 0, no)


def _by_lead(items: Iterable[Item]) -> list[tuple[str, list[Item]]]:
    found: dict[str, list[Item]] = {}
    for item in items:
        found.setdefault(item.plan.lead, []).append(item)
    return sorted(found.items())


def _by_metric(groups: Iterable[GroupScore]) -> dict[str, Counted]:
    return {one.metric.id: one.counted for group in groups for one in group.scores if one.counted}


def _only(wanted: set[str], found: Mapping[str, Counted]) -> dict[str, Counted]:
    return {one: found[one] for one in wanted if one in found}


def _per_cent(counted: Mapping[str, Counted]) -> dict[str, Decimal]:
    ratios = {metric: one.ratio for metric, one in counted.items()}
    return {metric: rounded(ratio * 100) for metric, ratio in ratios.items() if ratio is not None}


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
