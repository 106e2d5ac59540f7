"""What agencies ask of the shared warehouse, each by its signed token, and what leaders see of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Literal, Protocol

from api.http.problems import Unauthenticated
from api.schemas.base import Coded
from api.schemas.province.warehouse import (
    DataSetQualityView,
    DataSets,
    DataSetView,
    LineageView,
    MeasureView,
    QualityDayView,
    QualityView,
    ResultIn,
    SharedFactView,
    SharedPaperView,
    SharedResultView,
    ShareView,
    UnitView,
    UseView,
    VerifiedView,
)
from api.services.province.defining import defined
from domain.base.calendar import VIETNAM, in_vietnam
from domain.base.refusals import Forbidden, Missing, Refusal, Unacceptable
from domain.dossier.acts import Actor
from domain.province.definitions import CONNECTED, QUALITY
from domain.province.quality import DEFINITION, HOW, MEASURES, Quality, Share
from domain.province.units import NoSuchUnit, Unit, Units
from domain.province.warehouse import (
    FACT_FIELDS,
    FACTS,
    FIELDS,
    PAPER_FIELDS,
    PAPERS,
    RESULTS,
    UNIT_FIELDS,
    UNITS,
    WAREHOUSE,
    Agreement,
    DataSet,
    NotAgreed,
    OtherContent,
    SharedFact,
    SharedResult,
    Sharing,
    SignatureDoesNotHold,
    Wish,
)
from infra.agencies.consumers import Claims, Consumers, Refused, digest_of
from infra.analysis.analysis import Analysis
from infra.analysis.changes import changed_facts
from infra.analysis.quality import Counted, QualityDays
from infra.crypto.blind_index import BlindIndex
from infra.verification.examiner import TooMuch
from infra.warehouse.shelf import Act, Exchange, Shelf

if TYPE_CHECKING:
    from infra.verification.paper import Paper

SHOWN = timedelta(days=30)
"""Of so many days quality is told."""


class OtherDay(Unacceptable):
    """The moment of a result's issue is not on the day of its issue."""


class Examines(Protocol):
    """What looks at a file by itself."""

    async def examine(self, pdf: bytes, whose: str) -> "Paper":
        """Judge it, with the certificates that one trusts."""
        ...


@dataclass(frozen=True)
class WarehouseTools:
    """What is shared on what agreements, who may ask, and where it lies."""

    sharing: Sharing
    consumers: Consumers
    shelf: Shelf
    units: Units
    index: BlindIndex
    examiner: Examines
    quality: QualityDays


@dataclass(frozen=True)
class Request:
    """A request as its token is held against it."""

    method: str
    target: str
    content: bytes
    token: str

    @property
    def digest(self) -> str:
        """Of method, path with query, and body."""
        return digest_of(self.method, self.target, self.content)


@dataclass(frozen=True)
class Asking:
    """A consumer whose token holds for this very request."""

    request: Request
    claims: Claims
    tools: WarehouseTools
    now: datetime

    @property
    def actor(self) -> Actor:
        """The consumer, as the database is told."""
        return Actor(kind="agency", id=self.claims.iss)

    @property
    def day(self) -> date:
        """Today, in Vietnam."""
        return in_vietnam(self.now).date()

    @property
    def owner(self) -> str:
        """Whom it is about, by blind index."""
        return self.tools.index.of(self.claims.about) if self.claims.about else ""

    def line(
        self, act: Act, results: Sequence[str] = (), about: Sequence[str] = (), refused: str = "", of: str = RESULTS
    ) -> Exchange:
        """What is written down of it."""
        claims = self.claims
        return Exchange(
            claims.iss, claims.jti, self.request.digest, act, of, claims.purpose, claims.basis.words,
            claims.fields, about or ([self.owner] if self.owner else []), results, refused,
        )  # fmt: skip

    async def agreed(self, act: Act, dataset: str = RESULTS) -> Agreement:
        """The agreement by which it is answered; what is refused is a line too.

        Raises:
            NotAgreed, BeyondAgreement
        """
        claims = self.claims
        wish = Wish(consumer=claims.iss, dataset=dataset, fields=claims.fields & FIELDS, purpose=claims.purpose)
        try:
            return self.tools.sharing.agreed(wish.model_copy(update={"fields": claims.fields}), self.day)
        except Forbidden as refusal:
            await self.tools.shelf.note(self.actor, self.line(act, refused=refusal.slug, of=dataset))
            raise

    def receipt(self, answer: bytes) -> str:
        """What proves that this was the answer."""
        return self.tools.consumers.receipt(self.claims.jti, self.request.digest, answer, WAREHOUSE)


async def asking(request: Request, tools: WarehouseTools, now: datetime) -> Asking:
    """See whose request it is.

    Raises:
        Unauthenticated: it carries no token that holds for it.
    """
    try:
        claims = await tools.consumers.read(request.token, WAREHOUSE, request.digest)
    except Refused as error:
        raise Unauthenticated(
            "Thiếu căn cứ pháp lý hợp lệ của việc khai thác dữ liệu (Legal-Basis): {}.",
            "No legal basis that holds comes with it (Legal-Basis): {}.",
            error.words,
        ) from error
    return Asking(request, claims, tools, now)


async def of_owner(asked: Asking, kind: str, valid_on: date | None) -> list[SharedResultView]:
    """The results of whoever the token names, as far as the agreement gives them."""
    agreement = await asked.agreed("asked")
    kinds = [one for one in asked.tools.sharing.by_kind if agreement.gives(one) and kind in ("", one)]
    found = await asked.tools.shelf.of_owner(asked.actor, asked.owner, kinds) if asked.owner else []
    usable = [one for one in found if valid_on is None or one.usable(valid_on)]
    await asked.tools.shelf.note(asked.actor, asked.line("asked", results=[one.number for one in usable]))
    return [shown(one, asked) for one in usable]


async def changed(
    asked: Asking, dataset: str, place: tuple[datetime, str], *, recalls: bool = False
) -> list[tuple[SharedResultView, datetime, str]]:
    """A page of what changed since a place in that order, with each row's own place.

    Raises:
        Missing: there is no such data set here.
    """
    if dataset != RESULTS:
        raise Missing
    agreement = await asked.agreed("listed", dataset)
    kinds = [one for one in asked.tools.sharing.by_kind if agreement.gives(one)]
    told = asked.claims.iss if recalls else ""
    rows = await asked.tools.shelf.changed(asked.actor, kinds, place, told=told)
    if not recalls:
        await asked.tools.shelf.note(asked.actor, asked.line("listed"))
    return [(shown(one, asked), at, one.number) for one, at in rows]


async def papers(asked: Asking, place: tuple[datetime, str]) -> list[tuple[SharedPaperView, datetime, str]]:
    """A page of the papers that came since a place in that order, each with the fields that were agreed and asked for.

    Raises:
        NotAgreed, BeyondAgreement
    """
    await asked.agreed("listed", PAPERS)
    rows = await asked.tools.shelf.papers(asked.actor, place)
    await asked.tools.shelf.note(asked.actor, asked.line("listed", of=PAPERS))
    names = asked.claims.fields & PAPER_FIELDS
    return [(SharedPaperView.model_validate(one.model_dump(include=set(names))), at, one.name) for one, at in rows]


async def facts(asked: Asking, analysis: Analysis, since: datetime) -> tuple[list[SharedFactView], datetime | None]:
    """A page of the facts that changed since, in that order, and from when on the next goes; None after the last one.

    Raises:
        NotAgreed, BeyondAgreement
        FactsUnpublished: there are no facts yet.
    """
    await asked.agreed("listed", FACTS)
    rows, further = await changed_facts(await analysis.published(), since)
    await asked.tools.shelf.note(asked.actor, asked.line("listed", of=FACTS))
    return [_fact(one, asked) for one in rows], further


def _fact(one: SharedFact, asked: Asking) -> SharedFactView:
    # Of each consumer another name: two of them cannot lay their rows side by side, nor find the dossier by it.
    name = asked.tools.index.of(f"{FACTS}/{asked.claims.iss}/{one.dossier}")
    said = one.model_dump(exclude={"dossier"}) | {"id": name}
    return SharedFactView.model_validate({name: said[name] for name in asked.claims.fields & FACT_FIELDS})


async def units(asked: Asking, after: str, most: int) -> list[tuple[UnitView, str]]:
    """A page of all units that are and were, each with its own place; the list says on no row when it was changed.

    Raises:
        NotAgreed, BeyondAgreement
    """
    await asked.agreed("listed", UNITS)
    await asked.tools.shelf.note(asked.actor, asked.line("listed", of=UNITS))
    rows = [unit for unit in asked.tools.units.listed if unit.key > after][:most]
    return [(_unit(unit, asked.claims.fields & UNIT_FIELDS), unit.key) for unit in rows]


def _unit(unit: Unit, names: frozenset[str]) -> UnitView:
    said = unit.model_dump() | {"title": unit.title, "into": list(unit.into)}
    return UnitView.model_validate({name: said[name] for name in names})


async def put(asked: Asking, number: str, sent: ResultIn) -> bool:
    """Keep a result that this agency issued; whether it was not here before.

    Raises:
        NotAgreed: no agreement lets it put results of this kind here.
        NoSuchUnit: nobody bore the issuer's code on that day.
        OtherContent: another result has this number.
    """
    tools, owners = asked.tools, tuple(map(asked.tools.index.of, dict.fromkeys(sent.owners)))
    if not tools.sharing.provides(asked.claims.iss, sent.kind, asked.day):
        refused = NotAgreed(
            "Chưa có thỏa thuận đưa loại kết quả này vào kho.", "No agreement lets you put results of this kind here."
        )
        await tools.shelf.note(asked.actor, asked.line("put", about=owners, refused=refused.slug))
        raise refused
    tools.units.unit(sent.issuer, sent.issued_on)
    result = SharedResult(
        number=number,
        provider=asked.claims.iss,
        kind=sent.kind,
        issuer=sent.issuer,
        owners=owners,
        issued_on=sent.issued_on,
        issued_at=_issued_at(sent),
        valid_until=sent.valid_until,
        path=sent.address,
        sha256=sent.sha256,
        signature="declared" if sent.signed else "unknown",
    )
    return await tools.shelf.put(asked.actor, result, asked.line("put", results=[number], about=owners))


def _issued_at(sent: ResultIn) -> datetime:
    """The moment of its issue; of a day alone its end, so that nobody is late who may have been in time.

    Raises:
        OtherDay: the moment lies on another day.
    """
    if sent.issued_at is None:
        return datetime.combine(sent.issued_on + timedelta(days=1), time(), VIETNAM)
    if in_vietnam(sent.issued_at).date() != sent.issued_on:
        raise OtherDay(
            "Thời điểm cấp không thuộc ngày cấp {:%d/%m/%Y}: hãy gửi thời điểm của đúng ngày đó, hoặc chỉ gửi ngày.",
            "The moment of issue is not on {:%d %B %Y}: send one of that day in Vietnam, or the day alone.",
            sent.issued_on,
        )
    return sent.issued_at


async def verified(asked: Asking, number: str) -> VerifiedView:
    """See whether the file of a result that this agency put here is signed; the file is kept nowhere.

    Raises:
        Missing: the agency put no result of this number here.
        OtherContent: it is not the file whose digest was put.
        SignatureDoesNotHold: nobody whom this house trusts signed it, or it was changed since.
    """
    tools, content = asked.tools, asked.request.content
    there = await tools.shelf.theirs(asked.actor, number)
    line = asked.line("put", results=[number], about=there.owners)
    try:
        signature = await _seen(there, content, asked)
    except Refusal as refusal:
        await tools.shelf.note(asked.actor, replace(line, refused=refusal.slug))
        raise
    await tools.shelf.seen(asked.actor, number, signature, line)
    return VerifiedView(number=number, sha256=there.sha256, signature=signature)


async def _seen(there: SharedResult, content: bytes, asked: Asking) -> Literal["sealed", "stamped"]:
    if sha256(content).hexdigest() != there.sha256:
        raise OtherContent(
            "Tệp không phải là tệp có mã SHA-256 đã gửi: hãy gửi đúng tệp, hoặc thu hồi kết quả rồi đưa lại.",
            "This is not the file whose SHA-256 was put: send that file, or recall the result and put it anew.",
        )
    try:
        proof = (await asked.tools.examiner.examine(content, asked.claims.iss)).proof
    except TooMuch:
        proof = None
    if proof is None or not proof.signed:
        raise SignatureDoesNotHold(
            "Chữ ký số của tệp không hợp lệ: hãy gửi tệp PDF ký bằng chứng thư số được tin cậy và chưa bị sửa.",
            "The file's signature does not hold: send a PDF signed by a certificate trusted here, unchanged since.",
        )
    return "stamped" if proof.stamped_until else "sealed"


async def recall(asked: Asking, number: str) -> None:
    """Recall a result that this agency put here; one of ours is recalled where it was issued."""
    await asked.tools.shelf.recall(asked.actor, number, asked.line("recalled", results=[number]))


def shown(result: SharedResult, asked: Asking) -> SharedResultView:
    """A result with the fields that were asked for, and no other."""
    said = result.model_dump(include=set(SharedResultView.model_fields))
    said |= {"issuer_now": _now(result, asked.tools.units), "address": result.address}
    return SharedResultView.model_validate({name: said[name] for name in asked.claims.fields & FIELDS})


def _now(result: SharedResult, units: Units) -> list[str]:
    """What the issuer is part of today: old codes resolve by the day of the result."""
    try:
        return list(units.became(result.issuer, result.issued_on))
    except NoSuchUnit:
        return [result.issuer]


def _share(share: Share) -> ShareView:
    return ShareView(numerator=share.numerator, denominator=share.denominator, ratio=share.ratio)


async def datasets(tools: WarehouseTools, reader: Actor, now: datetime, locale: Any) -> DataSets:
    """The decided list, and which of it was exchanged of late."""
    day, listed = in_vietnam(now).date(), tools.sharing.datasets
    connected = await tools.shelf.connected(reader, listed)
    stand = [one for one in tools.sharing.agreements if one.stands(day) and one.consumer != WAREHOUSE]
    return DataSets(
        as_of=now,
        definition=CONNECTED.written,
        connected=_share(Share(numerator=len(connected), denominator=len(listed))),
        items=[
            DataSetView(
                id=one.id,
                title=one.title.in_(locale),
                agency=one.agency or None,
                connected=one.id in connected,
                consumers=sorted({agreed.consumer for agreed in stand if agreed.dataset == one.id}),
            )
            for one in listed
        ],
        definitions=defined("datasets", locale),
    )


async def quality(tools: WarehouseTools, reader: Actor, now: datetime, locale: Any) -> QualityView:
    """How good each shared data set that is kept here was when it was counted last."""
    counted = await tools.quality.newest(reader)
    days = await tools.quality.since(in_vietnam(now).date() - SHOWN, reader)
    results, nothing = counted[RESULTS].quality if RESULTS in counted else Quality(), Share(numerator=0, denominator=0)
    return QualityView(
        as_of=now,
        definition=DEFINITION,
        how=QUALITY.how.in_(locale),
        items=[_judged(one, counted.get(one.id), locale) for one in tools.sharing.datasets if one.id in HOW],
        days=[_of_day(day, dataset, found) for day, dataset, found in days if dataset in HOW],
        completeness=_share(results.completeness or nothing),
        validity=_share(results.validity or nothing),
        uniqueness=_share(results.uniqueness or nothing),
        timeliness=_share(results.timeliness or nothing),
        score=results.score,
        definitions=defined("quality", locale),
    )


def _of_day(day: date, dataset: str, found: Quality) -> QualityDayView:
    shares = {name: _share(share) for name in MEASURES if (share := getattr(found, name)) is not None}
    said = dict.fromkeys(MEASURES) | shares | {"day": day, "id": dataset, "score": found.score}
    return QualityDayView.model_validate(said)


def _judged(dataset: DataSet, counted: Counted | None, locale: Any) -> DataSetQualityView:
    """Null is what has no meaning for it, and all of it before it was ever counted."""
    found = counted.quality if counted else Quality()
    said: dict[str, MeasureView | None] = dict.fromkeys(MEASURES)
    for name, how in HOW[dataset.id].items():
        if (share := getattr(found, name)) is not None:
            said[name] = MeasureView(**_share(share).model_dump(), how=how.in_(locale))
    return DataSetQualityView.model_validate(
        {
            "id": dataset.id,
            "title": dataset.title.in_(locale),
            "as_of": counted.as_of if counted else None,
            "definition": counted.definition if counted else None,
            "score": found.score,
            "known": len(found.known),
        }
        | said
    )


async def lineage(number: str, tools: WarehouseTools, reader: Actor, locale: Any) -> LineageView:
    """Where a result comes from, and who used it."""
    found = await tools.shelf.lineage(reader, number)
    result, paper = found.result, tools.sharing.by_kind.get(found.result.kind)
    return LineageView(
        number=result.number,
        kind=Coded(code=result.kind, words=paper.title.in_(locale) if paper else result.kind),
        provider=result.provider,
        dossier=result.dossier,
        issuer=result.issuer,
        issued_on=result.issued_on,
        recalled_at=result.recalled_at,
        replaced_by=result.replaced_by,
        uses=[UseView.model_validate(dict(one._mapping)) for one in found.uses],
        dossiers=list(found.dossiers),
    )
