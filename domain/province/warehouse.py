"""The shared data warehouse (kho dữ liệu dùng chung): the results that offices share, and on what agreements."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Literal

from domain.base.calendar import in_vietnam, months_after
from domain.base.law import Frozen
from domain.base.refusals import Conflict, Forbidden, Unacceptable
from domain.base.words import Words
from domain.dossier import acts
from domain.dossier.journal import Event
from domain.registers.query import Agency

WAREHOUSE = "warehouse"
"""Its name in tokens, receipts and journals."""
KEEPER = Agency(WAREHOUSE, Words(vi="Kho dữ liệu dùng chung của tỉnh", en="The province's shared data warehouse"))
HOUSE = "motcua"
"""This house, in agreements: what its own offices may use of what others put here."""
REUSE = "Tái sử dụng khi nộp hồ sơ"
"""For what purpose another agency's result stands for a paper that an applicant need not bring."""
RESULTS, PAPERS, FACTS, UNITS, OPEN = "results", "papers", "facts", "units", "open"
"""The data sets that are kept here: results, papers and facts of dossiers, codes of units, published figures."""
EDITION = 1
"""Of how results are made of journals: with a higher one all are made anew."""
FIELDS = frozenset(
    ("kind", "number", "issuer", "issuer_now", "issued_on", "valid_until", "sha256", "signature", "address",
     "replaced_by", "recalled_at")
)  # fmt: skip
"""What an agreement may give of a result; whose it is nobody gets who does not know it already."""


PAPER_FIELDS = frozenset(("component", "dossier", "level", "added_at"))
"""What an agreement may give of a paper: nothing of whose it is, and not the file."""


UNIT_FIELDS = frozenset(("code", "title", "tier", "parent", "since", "until", "into", "body"))
"""The same of a unit."""


FACT_FIELDS = frozenset(
    ("id", "procedure", "receiving", "competent", "channel", "status", "filed_on", "accepted_on", "due_on", "issued_on",
     "handed_over_on", "ended_on", "supplements", "papers", "digitised", "reused", "fee", "paid", "paid_online",
     "given_back", "sealed", "recalled", "stars")
)  # fmt: skip
"""The same of a dossier's facts: days and no moments, no dossier by its code, and nothing of another dossier."""


class NotAgreed(Forbidden):
    """No agreement gives this data set to whoever asks, for this purpose."""


class BeyondAgreement(Forbidden):
    """More fields are asked for than were agreed."""


class OtherContent(Conflict):
    """A result of this number is there with another content."""


class SignatureDoesNotHold(Unacceptable):
    """Nobody whom this house trusts signed a result's file, or it was changed since (chữ ký số không hợp lệ)."""


Signature = Literal["sealed", "stamped", "declared", "unknown"]
"""What proves a result: as this house sealed or saw it, also stamped for the archive; as its agency says; nothing."""


class PaperType(Frozen):
    """A kind of result as others use it: whose it is, and how long it may be used."""

    kind: str
    title: Words
    owners: Literal["applicant", "parties"]
    """Whether it is that of whoever applied, or also of all whom the application names."""
    told: str = ""
    """The message to a register of whose people it is too: a child has no number before."""
    months: str = ""
    """The figure of its procedure that says how many months it may be used; none: for good."""


class DataSet(Frozen):
    """A data set that the province decided to share (danh mục cơ sở dữ liệu dùng chung)."""

    id: str
    title: Words
    agency: str = ""
    """The agency whose register it is; none: it is kept here."""


class Agreement(Frozen):
    """Who gives what to whom, by which decision, until when (thỏa thuận chia sẻ dữ liệu)."""

    provider: str
    consumer: str
    dataset: str
    kinds: frozenset[str] = frozenset()
    """Of which kinds; none named: of all."""
    fields: frozenset[str]
    purpose: str
    decision: str
    since: date
    until: date | None = None

    def stands(self, day: date) -> bool:
        """Whether it counts on a day."""
        return self.since <= day and (self.until is None or day <= self.until)

    def gives(self, kind: str) -> bool:
        """Whether it gives results of a kind."""
        return not self.kinds or kind in self.kinds


class Wish(Frozen):
    """What a consumer asks for, as its signed token says."""

    consumer: str
    dataset: str
    fields: frozenset[str]
    purpose: str


class Sharing(Frozen):
    """What the province decided to share, and all that was agreed about it."""

    datasets: tuple[DataSet, ...]
    papers: tuple[PaperType, ...]
    agreements: tuple[Agreement, ...]

    @property
    def by_kind(self) -> Mapping[str, PaperType]:
        """The kinds of results that are kept."""
        return {paper.kind: paper for paper in self.papers}

    def shares(self, dataset: str) -> bool:
        """Whether a data set is on the decided list."""
        return any(one.id == dataset for one in self.datasets)

    def agreed(self, wish: Wish, day: date) -> Agreement:
        """The agreement by which a wish is answered.

        Raises:
            NotAgreed: none, for this purpose, on this day.
            BeyondAgreement: names the fields that none gives.
        """
        found = [
            one
            for one in self.agreements
            if (one.consumer, one.dataset, one.purpose) == (wish.consumer, wish.dataset, wish.purpose)
            and one.stands(day)
        ]
        if not found:
            raise NotAgreed(
                "Chưa có thỏa thuận chia sẻ dữ liệu này cho mục đích này: cần quyết định hoặc thỏa thuận còn hiệu lực.",
                "No agreement in force shares this data set with you for this purpose: have one decided first.",
            )
        if wide := next((one for one in found if wish.fields <= one.fields), None):
            return wide
        surplus = ", ".join(sorted(wish.fields - frozenset[str]().union(*(one.fields for one in found))))
        raise BeyondAgreement(
            "Thỏa thuận không gồm các trường: {0}. Hãy chỉ yêu cầu các trường đã thỏa thuận.",
            "The agreement does not give these fields: {0}. Ask for those that were agreed.",
            surplus or ", ".join(sorted(wish.fields)),
        )

    def reuse(self, provider: str, kind: str, day: date) -> Agreement | None:
        """The agreement by which an agency gives the files of results of a kind for papers of our dossiers."""
        return next(
            (
                one
                for one in self.agreements
                if (one.provider, one.consumer, one.dataset, one.purpose) == (provider, HOUSE, RESULTS, REUSE)
                and "address" in one.fields
                and one.gives(kind)
                and one.stands(day)
            ),
            None,
        )

    def provides(self, provider: str, kind: str, day: date) -> bool:
        """Whether an agency may put results of a kind here."""
        return any(
            one.provider == provider and one.consumer == WAREHOUSE and one.gives(kind) and one.stands(day)
            for one in self.agreements
        )


class SharedResult(Frozen):
    """A result as the warehouse keeps it: who it is of by blind index, and nothing that it says."""

    number: str
    provider: str = ""
    """The agency that put it here; none where it was issued in a dossier of ours."""
    dossier: str = ""
    seq: int = 0
    kind: str
    issuer: str
    owners: tuple[str, ...]
    issued_on: date
    issued_at: datetime
    valid_until: date | None = None
    path: str = ""
    """Of the file in the document store; its address at the agency that put it here."""
    sha256: str
    signature: Signature
    replaced_by: str = ""
    recalled_at: datetime | None = None
    erased_at: datetime | None = None

    @property
    def address(self) -> str:
        """Where the agency that issued it gives its file; of ours none is given."""
        return self.path if self.provider else ""

    def usable(self, day: date) -> bool:
        """Whether it may be used on a day: issued by then, not recalled by then, its time not over."""
        recalled = self.recalled_at is not None and in_vietnam(self.recalled_at).date() <= day
        return self.issued_on <= day and not recalled and (self.valid_until is None or day <= self.valid_until)


class SharedPaper(Frozen):
    """A paper of a dossier (thành phần hồ sơ): which one it is and how it came to be a file, and nothing of people."""

    dossier: str
    sha256: str
    component: str
    level: Literal["uploaded", "digitised", "reused"]
    """As the applicant brought it; scanned and sealed by the counter; or a result that the warehouse had."""
    added_at: datetime

    @property
    def name(self) -> str:
        """By which it is told apart from all others."""
        return f"{self.dossier}/{self.sha256}/{self.component}"


def papers_of(dossier: str, events: Iterable[Event]) -> list[SharedPaper]:
    """The papers of a dossier, each once as it came first; of one that was erased there are none."""
    found: dict[tuple[str, str], SharedPaper] = {}
    for event in events:
        act = event.act
        if isinstance(act, acts.DataErased):
            return []
        reused = (isinstance(act, acts.Filed | acts.Supplied) and act.reused) or ()
        for paper in act.personal.get("documents") or ():
            key = str(paper["sha256"]), str(paper.get("kind") or "")
            level: Literal["uploaded", "digitised", "reused"] = (
                "reused" if key[0] in reused else "digitised" if paper.get("digitised") else "uploaded"
            )
            one = SharedPaper(dossier=dossier, sha256=key[0], component=key[1], level=level, added_at=event.at)
            found.setdefault(key, one)
    return list(found.values())


def results_of(dossier: str, events: Iterable[Event], papers: Mapping[str, PaperType]) -> list[SharedResult]:
    """The results of a dossier as its journal tells of them in the open; also of one that was erased."""
    found: dict[str, SharedResult] = {}
    before: list[Event] = []
    for event in events:
        before.append(event)
        match act := event.act:
            case acts.Issued():
                found[act.number] = _issued(dossier, act, before, papers.get(act.kind))
                _change(found, act.replaces, replaced_by=act.number)
            case acts.Restamped():
                _change(found, act.number, sha256=act.sha256, path=act.path, signature="stamped")
            case acts.Recalled():
                _change(found, act.number, recalled_at=event.at)
            case acts.DataErased():
                # The law keeps the result longer; whose it was, goes with the dossier.
                gone = {"path": "", "erased_at": event.at} if act.with_result else {}
                found = {number: one.model_copy(update={"owners": ()} | gone) for number, one in found.items()}
    return [one.model_copy(update={"seq": before[-1].seq}) for one in found.values()]


def _issued(dossier: str, act: acts.Issued, before: list[Event], paper: PaperType | None) -> SharedResult:
    filed = next(event.act for event in before if isinstance(event.act, acts.Filed))
    at = before[-1].at
    day = in_vietnam(at).date()
    whose = filed.parties if paper and paper.owners == "parties" else ()
    told = _told(paper.told, before) if paper else ()
    return SharedResult(
        number=act.number,
        dossier=dossier,
        kind=act.kind,
        issuer=filed.competent,
        owners=tuple(dict.fromkeys((filed.owner or filed.applicant, *whose, *told))),
        issued_on=day,
        issued_at=at,
        valid_until=_valid_until(day, paper, before),
        path=act.path,
        sha256=act.sha256,
        signature="stamped" if act.stamped_until else "sealed",
    )


def _told(query: str, before: Iterable[Event]) -> tuple[str, ...]:
    """Of whom a register was told, or told us, by a query."""
    looks = (event.act.look for event in before if isinstance(event.act, acts.Answered) and event.act.look)
    return tuple(person for look in looks if look.query == query for person in look.about)


def _valid_until(day: date, paper: PaperType | None, before: Iterable[Event]) -> date | None:
    """Its last day by the law of its dossier's reception; none where it may be used for good."""
    said = [event.act.rules for event in before if isinstance(event.act, acts.Filed | acts.Accepted)]
    law = next(rules for rules in reversed(said) if rules)
    months = law.figures.get(paper.months) if paper else None
    return months_after(day, months) if months else None


def _change(found: dict[str, SharedResult], number: str, **to: object) -> None:
    if number in found:
        found[number] = found[number].model_copy(update=to)


class SharedFact(Frozen):
    """The facts of a dossier as agencies may have them: by days, as a moment of the clock tells dossiers apart."""

    dossier: str
    """Told to nobody: each agency knows it by a name of its own."""
    procedure: str
    receiving: str
    competent: str
    channel: int
    status: int
    filed_on: date
    accepted_on: date | None
    due_on: date | None
    issued_on: date | None
    handed_over_on: date | None
    ended_on: date | None
    supplements: int
    papers: int
    digitised: int
    reused: bool
    fee: int
    paid: int
    paid_online: int
    given_back: int
    sealed: bool
    recalled: bool
    stars: int | None
