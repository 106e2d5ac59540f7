"""The whole authoring API: a procedure (thủ tục hành chính) is a class whose ``examine`` reads like its law.

``@procedure`` makes the class a workflow that takes a dossier from the desk to its end: receipt, supplements, refusal,
withdrawal, fee, result, hand-over. ``examine`` is a function of the form as it stands and of the answers: whenever the
form changes it begins again at its first line, and what it asks as before is answered as before. Its verbs are
``look_up``, ``look_up_all``, ``find``, ``compare``, ``require``, ``refuse``, ``record``, ``request``, ``task``,
``verify``, ``ask``, ``ask_within``, ``ask_office``, ``ask_offices``, ``confirm``, ``post``, ``collect``,
``change_case`` and ``approve``; what follows the result, in ``afterwards`` or ``later``, has also ``branch``,
``until``, ``every_month``, ``listen`` and ``pay_out``. What is declared beside it is in ``workflows.engine.forms``;
terms, cases, fees, amounts and Articles of the law are data (``domain/vietnam/facts``).
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from functools import partial
from types import get_original_bases
from typing import Any, ClassVar, Generic, cast, get_args, overload

from temporalio import workflow
from typing_extensions import TypeVar

from activities.contracts import BRANCH, Branch
from domain.base.calendar import VIETNAM, in_vietnam, months_after
from domain.base.law import Channel, Role
from domain.base.term import Term
from domain.base.words import Words
from domain.dossier import acts, keys
from domain.dossier.journal import Entry, task_id
from domain.dossier.messages import NEWS, News, Start
from domain.filing.model import SETTLED
from domain.filing.reception import RECEIVE, reception
from domain.registers.query import Agency, Answer, Query, Request
from domain.statute.fees import Fee, When
from domain.statute.versions import Rules
from domain.tasks.model import (
    AGREE,
    DIFFERENCE,
    FACTS_WRONG,
    FORWARD,
    GO_ON,
    HAND_OVER,
    PROPOSE_REFUSAL,
    REFUSE,
    REVIEW,
    SUPPLY,
    VERIFY_AGAIN,
)
from workflows.engine.agencies import AGENCY, Agencies
from workflows.engine.collecting import Collecting
from workflows.engine.following import Following
from workflows.engine.forms import Filing, Form, Guide, Paper, Result, differing
from workflows.engine.issuing import DISAGREE, Issuing
from workflows.engine.listening import Listening
from workflows.engine.payouts import Account, PayOuts
from workflows.engine.standstill import told_why
from workflows.engine.tasks import Tasks
from workflows.engine.walk import Over, Walk

F = TypeVar("F", bound=Form)
R = TypeVar("R", bound=Result, default=Any)


class Procedure(Generic[F, R]):
    """What the law says must happen with one kind of application: with its form, and the result that it gives."""

    code: ClassVar[str]
    recorded_as: ClassVar[str]
    """The name by which archives know its code, wherever the file now lies; its module and class unless it says."""
    title: ClassVar[Words]
    form: ClassVar[type[Form]]
    """Of ``Procedure[Form, Result]``, where nothing else is said; so is ``result``."""
    papers: ClassVar[tuple[Paper, ...]] = ()
    result: ClassVar[type[Result]]
    answers: ClassVar[tuple[type[Answer], ...]] = ()
    """What its tasks may ask an officer to fill in, beside what agencies answer."""

    agencies: ClassVar[tuple[Agency, ...]] = ()
    """Whom it asks beside those that every installation knows: an agency's own package brings its own."""
    decided_by: ClassVar[Role]
    """The leader who approves it or refuses it; the head of an organ that does so, where the office has one for it."""
    by_hand: ClassVar[Role] = Role.CIVIL_STATUS_OFFICER
    """Who answers in the place of an agency that does not."""
    waits: ClassVar[Mapping[str, Words]] = {}
    """What those who wait read while a task of its own kind is open."""
    notices: ClassVar[Mapping[str, str]] = {}
    """By the kind of a task of its own, the notice that the applicant gets of it (``templates/notices``)."""
    finished: ClassVar[Mapping[str, Words]] = {}
    """What is told once a task of its own kind is done."""
    steps: ClassVar[Mapping[str, Words]] = {}
    """What an agency is asked or told of, by the name of the step."""
    guide: ClassVar[Guide | None] = None
    """What people want to know before they file."""
    organisations: ClassVar[bool] = False
    """Whether an organisation may file it in its own name, as Filing.organisation tells ``faults``."""
    in_person: ClassVar[tuple[str, ...]] = ()
    """The tasks for which somebody has to come: one makes the service a partial one (một phần)."""

    later_since: ClassVar[int] = SETTLED
    """The edition from which on its dossiers have a ``later``; what was filed before one that came late has none."""

    def __init_subclass__(cls, **how: Any) -> None:
        """Take the form and the result that its bases name."""
        super().__init_subclass__(**how)
        named = [one for base in get_original_bases(cls) for one in get_args(base) if isinstance(one, type)]
        for one in named:
            if issubclass(one, Form) and "form" not in vars(cls):
                cls.form = one
            if issubclass(one, Result) and "result" not in vars(cls):
                cls.result = one

    def __init__(self) -> None:
        self.walk = Walk()
        """How it keeps in step with its journal."""
        self._tasks = Tasks(self.walk)
        self._agencies = Agencies(self.walk, self._tasks, self.title, self.by_hand)
        self._pay_outs = PayOuts(self.walk, self._tasks, self._agencies, self.by_hand)
        self._following = Following(self.walk)
        self._collecting = Collecting(self.walk, self._tasks)
        self._issuing = Issuing(self.walk, self._tasks, self.decided_by, self.by_hand)

    @workflow.signal(name=NEWS)
    def news(self, news: News) -> None:
        """Hear what people did."""
        self.walk.news(news)

    @workflow.query(name="adopted")
    def adopted(self) -> list[tuple[int, str]]:
        """Tell which events the workflow follows, for tests and operators."""
        return [(event.seq, event.hash) for event in self.walk.in_order()]

    async def examine(self, form: F) -> R:
        """What is special about this procedure, in the law's verbs (thẩm định)."""
        raise NotImplementedError

    async def afterwards(self, form: F, result: R) -> None:
        """What follows the result, before everything is handed over together (liên thông)."""

    async def later(self, form: F, result: R) -> None:
        """What is done for days or months by the result, which is handed over meanwhile (thực hiện quyết định)."""

    @classmethod
    def preview(cls, form: F, applicant: Mapping[str, str]) -> dict[str, Any]:  # noqa: ARG003 - what others look at
        """What of the result the form says already, for whoever decides on it; the rest is left blank (dự thảo)."""
        said = form.model_dump(mode="json")
        return {name: said[name] for name in cls.result.model_fields if isinstance(said.get(name), dict)}

    async def look_up[A: Answer](self, name: str, query: Query[A], *, instead_of: str = "") -> A | None:
        """Ask an agency (tra cứu); None when it knows of nothing. After the law's patience an officer answers.

        ``instead_of`` is the kind of paper of ``papers`` that nobody has to bring, because this agency knows it.
        """
        return await self._agencies.look_up(name, query, instead_of)

    @overload
    async def look_up_all[A: Answer, B: Answer](
        self, a: tuple[str, Query[A]], b: tuple[str, Query[B]], /
    ) -> tuple[A | None, B | None]: ...
    @overload
    async def look_up_all[A: Answer, B: Answer, C: Answer](
        self, a: tuple[str, Query[A]], b: tuple[str, Query[B]], c: tuple[str, Query[C]], /
    ) -> tuple[A | None, B | None, C | None]: ...
    @overload
    async def look_up_all[A: Answer, B: Answer, C: Answer, D: Answer](
        self, a: tuple[str, Query[A]], b: tuple[str, Query[B]], c: tuple[str, Query[C]], d: tuple[str, Query[D]], /
    ) -> tuple[A | None, B | None, C | None, D | None]: ...
    async def look_up_all(self, *asked: tuple[str, Query[Any]]) -> tuple[Any, ...]:
        """Ask several agencies in one breath: each by the name of the step, and what it is asked."""
        return tuple(await asyncio.gather(*(self.look_up(name, query) for name, query in asked)))

    async def find[A: Answer](
        self, name: str, query: Query[A], reason: str, article: str, *, instead_of: str = ""
    ) -> A:
        """Ask an agency for what must be there (tra cứu): where it knows of nothing, that is a bar (``refuse``)."""
        while (found := await self.look_up(name, query, instead_of=instead_of)) is None:
            await self.refuse(reason, article)
        return found

    async def compare(self, form: F, **answers: Answer | Sequence[Answer | None] | None) -> None:
        """Have all settled in which a register says otherwise than the form (đối chiếu), one thing after the other.

        Each answer is named by the part of the form that it is about: ``mother=…``; of a list there are as many, in its
        order. An officer finds the form proved by papers, has it put right, or proposes to refuse.
        """
        if not self.filed.settles:
            return
        found = differing(form, answers)
        settled = (self.task(DIFFERENCE, self.by_hand, ("proved",), about=about, of=of) for about, of in found)
        await asyncio.gather(*settled)

    async def require(self, holds: bool, reason: str, article: str, *, doubt: bool = False) -> None:
        """See that a condition of the law is met (điều kiện), or ``refuse``."""
        if not holds:
            await self.refuse(reason, article, doubt=doubt)

    async def refuse(self, reason: str, article: str, *, doubt: bool = False) -> None:
        """Lay before the leader that the law forbids it (đề nghị từ chối): a refusal is the end.

        A bar nobody waives: the leader may only find a fact wrong, and everything is found out again. A ``doubt`` they
        may settle, with a reason. ``article`` names where the law says so, among the ``articles`` of its facts.
        """
        cited = self.rules.articles.get(article, "")
        await self._refusal(article, reason, cited, (REFUSE, GO_ON if doubt else FACTS_WRONG))

    async def record[A: Answer](self, name: str, query: Query[A]) -> A:
        """Tell an agency what it must keep (ghi nhận) after the approval, for as long as it takes; give its answer.

        Where its books say otherwise, the approval falls and all begins again; what it was told before and is otherwise
        in a corrected form, officers correct there.
        """
        return await self._agencies.record(name, query)

    async def request[A: Answer](self, kind: str, request: Request[A], role: Role, about: str = "") -> A:
        """Ask an agency that answers in its own time (yêu cầu xác minh), and give its answer.

        An officer of the competent agency may enter what comes on paper instead: the first word counts.
        ``about`` tells requests of one kind apart that are open at one time.
        """
        return await self._agencies.request(kind, request, role, about)

    async def pay_out(self, name: str, number: str, amount: int, to: Account | None, content: str) -> str:
        """Pay so many đồng to the person with this number; give the transaction, "" where it was paid in cash."""
        return await self._pay_outs.pay_out(name, number, amount, to, content)

    async def task(
        self,
        kind: str,
        role: Role,
        decisions: Sequence[str] = ("confirm",),
        answer: type[Answer] | None = None,
        about: str = "",
        papers: Sequence[str] = (),
        of: object = None,
    ) -> acts.Done:
        """Let an officer of the competent agency do something (giao việc), and give what they decided.

        An officer who misses a paper proposes a supplement; the desk asks the applicant for it, then the task is back.
        So it is after they asked another office for its opinion, as a leader may too who is to approve. An officer who
        finds that the law forbids it proposes a refusal; the leader refuses, or says why not, and the task is back.
        ``about`` tells tasks of one kind apart that are open at one time: which person, which place. ``papers`` are
        compared with their originals by it: those alone may become part of the result. ``of`` is what it rests on,
        where that is only a part of the form: what else changes does not have it done again.
        """
        corrects = (DISAGREE,) if kind == "verify" and self._issuing.corrects and self.filed.one_form else ()
        asked: dict[str, Any] = {"answer": answer.__name__ if answer else "", "about": about}
        asked["papers"] = tuple(papers) or None
        return await self._weighed(kind, role, (*decisions, *corrects), rests=self._verified(of), **asked)

    async def _weighed(
        self, kind: str, role: Role, decisions: Sequence[str], reason: str = "", **how: Any
    ) -> acts.Done:
        """Let an officer decide, as often as they propose something first that did not end it."""
        step = keys.about(kind, how.get("about", ""))
        while True:
            choices = (*decisions, *self._supplement_proposed, *self._refusal_proposed)
            asked = how | {"step": step, "reason": reason}
            event = await self._tasks.weighed(kind, role, self.filed.competent, choices, **asked)
            if isinstance(event.act, acts.SupplementProposed):
                await self._supplement(event.act, step)
            elif isinstance(event.act, acts.RefusalProposed):
                reason = await self._refusal(step, event.act.reason, event.act.article, (REFUSE, GO_ON))
            else:
                done = cast("acts.Done", event.act)
                self._issuing.heard(done)
                return done

    @property
    def _supplement_proposed(self) -> tuple[str, ...]:
        """No more than the desk may ask of the applicant may anybody propose that it asks, nor after the result."""
        # What follows a result asks for no supplement: that would put right the form on which it rests.
        return ("propose_supplement",) if self._may_be_supplemented and self.walk.run.examines else ()

    @property
    def _refusal_proposed(self) -> tuple[str, ...]:
        """As long as nothing is decided; who disagrees with a correction says that, and the leader decides on it."""
        walk = self.walk
        return (PROPOSE_REFUSAL,) if walk.run.examines and not (walk.decided or self._issuing.corrects) else ()

    async def ask_office[A: Answer](self, kind: str, office: str, answer: type[A], of: object = None) -> A | None:
        """Ask another commune (xác minh liên xã); None when it found nothing or was silent for the law's time."""
        asked: dict[str, Any] = {"answer": answer.__name__, "lapses_in": self.rules.elsewhere, "rests": self._part(of)}
        if self.filed.settles:
            asked["step"] = keys.about(kind, office)  # else another office would answer for it once the form changed
        event = await self._tasks.do(kind, self.by_hand, office, ("answer", "not_found"), **asked)
        return self._tasks.answered(event, answer)

    async def ask_offices[A: Answer](
        self, kind: str, offices: Sequence[str], answer: type[A], of: object = None
    ) -> dict[str, A | None]:
        """Ask several communes at once, each for the law's time; by office, what it found, None where it said nothing.

        In dossiers of before they were asked one after the other, until one knew.
        """
        if self.filed.settles:
            found = await asyncio.gather(*(self.ask_office(kind, office, answer, of) for office in offices))
            return dict(zip(offices, found, strict=True))
        heard = dict[str, A | None]()
        for office in offices:
            heard[office] = await self.ask_office(kind, office, answer, of)
            if heard[office] is not None:
                break
        return heard

    async def ask[A: Answer](self, kind: str, answer: type[A], of: object = None) -> A:
        """Ask the applicant for something only they can say (cam đoan, khai báo), for as long as it takes."""
        asked = {"answer": answer.__name__, "rests": self._part(of)}
        event = await self._tasks.do(kind, Role.APPLICANT, "", ("answer",), **asked)
        return answer.model_validate(event.act.personal["answer"])

    async def ask_within[A: Answer](
        self, kind: str, answer: type[A], days: int, of: str = "", *unless: Listening[Any] | None
    ) -> A | None:
        """Ask the applicant for something within so many working days (thông báo); None when they are silent.

        It rests on nothing that the form says: the days that ran are kept, whatever of it is corrected. It is called
        off, and None too, once something was said ``unless`` which it is asked for.
        """
        heard = [one for one in unless if one]
        rests = self.walk.digest(kind, of, days)
        asked = {"answer": answer.__name__, "lapses_in": Term.working_days(days), "reason": of, "rests": rests}
        asked |= {"tells": self.notices.get(kind), "unless": [one.task for one in heard]}
        said = await self._tasks.do(kind, Role.APPLICANT, "", ("answer",), **asked)
        cut = [one.cuts_in(said) for one in heard]
        return None if any(cut) else self._tasks.answered(said, answer)

    def listen[A: Answer](self, kind: str, answer: type[A], role: Role = Role.APPLICANT) -> Listening[A]:
        """Let something be said at any time from now on (thông báo), until ``closed`` gives what was said.

        By the applicant, or by whoever has a ``role`` at the deciding office: for them nothing is ever due by it. It
        rests on nothing that the form says. What is asked ``unless`` it is said is called off as soon as it is.
        """
        asked: dict[str, Any] = {"answer": answer.__name__, "rests": self.walk.digest(kind)}
        if role == Role.APPLICANT:
            office, asked["tells"] = "", self.notices.get(kind)
        else:
            office, asked["any_time"] = self.filed.competent, True
        opening = self._tasks.opening(kind, role, office, ("answer",), **asked)
        return Listening(self.walk, self._tasks, opening, answer)

    async def post(self, kind: str, role: Role, days: int, of: object = None) -> acts.Done | None:
        """Post something publicly for so many working days (niêm yết); None when nobody objected."""
        wait = {"lapses_in": Term.working_days(days), "rests": self._part(of)}
        event = await self._tasks.do(kind, role, self.filed.competent, ("objection",), **wait)
        return event.act if isinstance(event.act, acts.Done) else None

    def change_case(self, case: str, reason: str) -> None:
        """Go on as another case of the procedure, with its term (chuyển trường hợp), journaled with the reason."""
        step = self.walk.step(keys.case(case))
        self.walk.pending.append(Entry(key=step, act=acts.CaseChanged(case=case, reason=reason)))

    async def verify(self, role: Role) -> None:
        """Let an officer verify the form and, online, the applicant see the draft and correct it."""
        await self.task("verify", role)
        if self.online:
            await self.confirm()

    async def confirm(self) -> None:
        """Send the applicant the draft (bản nháp): they agree or are silent, or correct it, and all begins again."""
        silence, rests = self.rules.silence.total_seconds(), self.walk.digest("draft", self.walk.form())
        while True:
            event = await self._tasks.do(
                "confirm", Role.APPLICANT, "", ("confirm", "correct"), lapses_after=silence, rests=rests
            )
            if not isinstance(event.act, acts.Corrected):
                return

    async def collect(self, units: int | None = None, case: str | None = None) -> None:
        """Collect the fee (thu phí, lệ phí); the clock stands meanwhile. Who does not pay in time ends the dossier.

        It costs what the form declares, or what was found: so many ``units`` where an officer measured or counted, the
        ``case`` that a register answered. What was paid for it already, on the national portal or before the form was
        corrected, counts: only the rest is asked for, and what was too much goes back. One fee is collected after the
        other, never beside: what the portal took would count towards both.
        """
        fee, filed = self.rules.fee, self.filed
        # Who has their result pays nothing more while it is corrected: unpaid, that would stop what they were given.
        if fee is None or (filed.fee_follows and self._issuing.corrects):
            return
        amount = self._costs(fee, units, case)
        ended = await self._collecting.collect(amount, fee, filed.receiving)
        if ended and isinstance(ended.act, acts.Lapsed):
            await self._stop(f"Quá {fee.patience.days} ngày chưa nộp {fee.title.vi.lower()}.")

    def _costs(self, fee: Fee, units: int | None, case: str | None) -> int:
        """What it costs as it was filed, as long as no correction of the form changed who pays for how many."""
        filed, walk, day = self.filed, self.walk, self.filed_on
        of = filed.case if case is None else case

        def costs(counted: int, fee_class: str) -> int:
            return fee.amount(filed.channel, of, counted if units is None else units, fee_class)

        seq = walk.by_key[keys.FILED].seq
        if not filed.fee_follows or walk.declared == seq:
            return costs(filed.units, filed.fee_class)
        then, now = self.form.model_validate(walk.form(seq)), self._form()
        were, are = (fee.counted(one.units, one.payers_born, day) for one in (then, now))
        counted, was = filed.units if were == are else are, fee.class_of(then.fee_class, then.payers_born, day)
        # The desk looks at the proof of what is claimed with the filing. What is claimed only after it looked makes
        # nothing cheaper, unless that proof was brought: else whoever is asked for money would claim it then.
        claimed = {now.fee_class} if self._proved(fee, now.fee_class) else {now.fee_class, then.fee_class}
        classes = {fee.class_of(one, now.payers_born, day) for one in claimed}
        return max(costs(counted, filed.fee_class if one == was else one) for one in classes)

    def _proved(self, fee: Fee, fee_class: str) -> bool:
        """Whether nothing is claimed, or by a paper that was brought."""
        proofs = [one.proof for one in fee.exempt if one.proof and one.fee_class == fee_class]
        return not fee_class or any(self.paper(proof) for proof in proofs)

    async def approve(self) -> None:
        """Let a leader who had no hand in it approve the form as it stands (phê duyệt). A refusal is the end.

        Where the office has units, the head of one who verified nothing reviews it first (thẩm tra cấp phòng), and
        lays it before the leader or has it verified again.
        """
        if self.filed.reviewed:
            rests = self.walk.digest(REVIEW, self.walk.basis(approval=True), self.walk.returned)
            how: dict[str, Any] = {"reason": self._issuing.reason, "rests": rests, "needs_fresh_eyes": True}
            await self._weighed(REVIEW, Role.UNIT_HEAD, (AGREE, VERIFY_AGAIN), **how)
        await self._issuing.approval()

    async def branch(self, name: str, procedure: "type[Procedure[Any]]", form: Form, case: str = "") -> str:
        """Open an interlinked procedure (thủ tục liên thông) and wait for its end; give its result's number.

        One that fails is told to the applicant and followed up at the desk; what stands is not undone, and "" is given.
        """
        step = self.walk.step(name)
        if step not in self.walk.by_key:
            await self.walk.flush_pending()
            request = Branch(
                code=self.walk.code,
                step=step,
                procedure=procedure.code,
                form=form.model_dump(mode="json"),
                competent=form.competent,
                parties=form.parties,
                agreements=form.agreements(self.filing, name),
                case=case or form.case,
                units=form.units,
                since=self.walk.seen,
            )
            async with self.walk.outside():
                news: News = await workflow.execute_activity(BRANCH, request, result_type=News, **AGENCY)
            self.walk.adopt(news.events)
        ended = await self._tasks.recorded(keys.ended(step))
        outcome = cast("acts.BranchEnded", ended.act)
        if not outcome.succeeded:
            reason = f"{procedure.title.vi}: {outcome.reason}"
            how = {"step": keys.follow_up(step), "reason": reason}
            await self._tasks.do("follow_up", Role.RECEIVING_OFFICER, self.filed.receiving, ("done",), **how)
        return outcome.number

    async def every_month(self, since: date, months: int, *unless: Listening[Any] | None) -> AsyncIterator[date]:
        """The first day of each of so many months but the first, once it has come (hằng tháng).

        No month comes any more that begins after something was said that one of ``unless`` hears.
        """
        heard = [one for one in unless if one]
        for month in range(1, months):
            begins = months_after(since, month)
            at = datetime.combine(begins, time(), VIETNAM)
            await self._tasks.until(at, [one.task for one in heard])
            cut = [one.was_before(at) for one in heard]
            if any(cut):
                return
            yield begins

    async def until(self, day: date, *unless: Listening[Any] | None, name: str = "") -> None:
        """Let time pass until a day begins in Vietnam (đến ngày), or until something is heard; hear what happens.

        Who waits reads for what, by the ``name`` of the step.
        """
        at = datetime.combine(day, time(), VIETNAM)
        if name and self.filed.by_right:
            step = self.walk.step(keys.awaits(name, day))
            if step not in self.walk.by_key and workflow.now() < at:
                self.walk.pending.append(Entry(key=step, act=acts.DayAwaited(day=day, step=name)))
        await self._tasks.until(at, [one.task for one in unless if one])

    @property
    def filed(self) -> acts.Filed:
        """The filing as the journal holds it."""
        return self.walk.filed

    @property
    def dossier_code(self) -> str:
        """The dossier's code, by which registers say what was entered by it."""
        return self.walk.code

    @property
    def filed_on(self) -> date:
        """The day of the filing (ngày nộp hồ sơ), in Vietnam."""
        return in_vietnam(self.walk.by_key[keys.FILED].at).date()

    @property
    def accepted_on(self) -> date:
        """The day on which the desk had the dossier whole (ngày nhận đủ hồ sơ hợp lệ), in Vietnam."""
        return self._day_of(acts.Accepted)

    @property
    def last_day(self) -> date:
        """The last day of the term (ngày hẹn trả kết quả), or that on which it is examined anew, whichever is later."""
        begins = (acts.Accepted, acts.CaseChanged)
        moved = [e for e in self.walk.in_order() if isinstance(e.act, begins) or e.act.begins_anew]
        return in_vietnam(max(getattr(event.act, "due_at", None) or event.at for event in moved)).date()

    @property
    def approved_on(self) -> date:
        """The day of the leader's decision (ngày quyết định), in Vietnam.

        What was written wrong and is corrected was decided on the day on which it was decided first.
        """
        issued = (event.seq for event in self.walk.in_order() if isinstance(event.act, acts.Issued))
        return self._day_of(acts.Approved, until=next(issued, None))

    def _day_of(self, act: type[acts.Act], until: int | None = None) -> date:
        return in_vietnam([event.at for event in self.walk.in_order(until) if isinstance(event.act, act)][-1]).date()

    @property
    def number(self) -> str:
        """The number of the result that was come to (số của kết quả): of a corrected one, that of the correction."""
        issued = [event.act.number for event in self.walk.in_order() if isinstance(event.act, acts.Issued)]
        return issued[: self._issuing.corrected + 1][-1]

    def asked_until(self, step: str) -> date:
        """The last day on which something could be said, by the journal's calendar."""
        return in_vietnam(self.walk.lapses[task_id(self.walk.code, step)]).date()

    def paper(self, kind: str) -> tuple[str, ...]:
        """The papers of a kind that were brought last, with the filing or when a supplement was asked (SHA-256)."""
        brought_in = [event.act for event in self.walk.in_order() if isinstance(event.act, acts.Filed | acts.Supplied)]
        for act in reversed(brought_in):
            said = act.personal.get("documents", [])
            if brought := tuple(paper["sha256"] for paper in said if paper.get("kind") == kind):
                return brought
        return ()

    @property
    def rules(self) -> Rules:
        """The rules of its reception."""
        accepted = (event.act for event in self.walk.events.values() if isinstance(event.act, acts.Accepted))
        return next((act.rules for act in accepted if act.rules), self.filed.rules)

    @property
    def filing(self) -> Filing:
        """Who files it and when, as forms judge that."""
        said = self.filed.personal
        applicant = (said.get("owner") or said["applicant"])["number"]
        return Filing(applicant=applicant, day=self.filed_on, edition=self.filed.edition or 0)

    @property
    def online(self) -> bool:
        """Whether it was filed on the portal."""
        return self.filed.channel == Channel.ONLINE

    async def awake(self, start: Start) -> None:
        """Conduct it, and fall asleep where it waits long: a dossier that waits needs no workflow.

        Raises:
            StandsStill: the procedure's code is wrong; says at which line, and why.
        """
        with told_why(self.walk, type(self)):
            await self._awake(start)

    async def _awake(self, start: Start) -> None:
        going = asyncio.ensure_future(self.conduct(start))
        if start.sleeps_after:
            await self.walk.fall_asleep(going, timedelta(seconds=start.sleeps_after))
        if start.sleeps_after and not going.done():
            await self.walk.drop(going)
        else:
            await going

    async def conduct(self, start: Start) -> None:
        """Take the dossier from the desk to its end; whatever ends it earlier, ends it here."""
        walk = self.walk
        walk.code, self._agencies.own_queues = start.code, start.own_queues or ()
        if keys.FILED not in walk.by_key:
            await walk.flush()
        with suppress(Over):
            await self._receive()
            if not self.filed.fee_follows:
                await self._due(When.INTAKE)
            result = await self._examined()
            await self._due(When.RETURN)
            await (self._hand_over(result) if self.filed.parent is None else self._pass_on(result))
        if walk.seen < max(walk.events):
            await walk.flush(waits=True)

    async def _examined(self) -> R:
        return await self.walk.examined(self._examine)

    async def _examine(self) -> R:
        # What is due at intake belongs to the examination, which begins again with each correction: outside of it, it
        # would be reckoned once by the first form, and by the last where a workflow was lost and walks the journal.
        if self.filed.fee_follows:
            await self._due(When.INTAKE)
        return await self.examine(self._form())

    def _form(self) -> F:
        """The form as it stands."""
        return cast("F", self.form.model_validate(self.walk.form()))

    def _part(self, of: object) -> str | None:
        """The digest of the part of the form that something rests on; none where it rests on all of it."""
        again = [self.walk.disputed] if self.walk.disputed else []
        return None if of is None else self.walk.digest(of, *again)

    def _verified(self, of: object) -> str | None:
        """The digest of what an officer verifies: another, once the head of a unit gave it back."""
        part, returned = self._part(of), self.walk.returned
        return self.walk.digest(part or self.walk.basis(), returned) if returned and self.walk.run.examines else part

    async def _hand_over(self, result: R) -> None:
        """Hand the result over once all is done that goes with it, and correct it whenever it is recalled."""
        # The form of this result: a workflow that was lost hears of its correction once it is issued.
        hand_over, form = self._handing_over(), self._form()
        await self._issuing.issue(result, *self._with_it(hand_over))
        self._begin(form, result)
        try:
            while not await self._returned(hand_over):
                hand_over = self._handing_over()
                form, result = await self._correct(partial(self._with_it, hand_over))
                self._begin(form, result)
        except Over:
            await self._following.drop()
            raise

    def _with_it(self, hand_over: Entry) -> Sequence[Entry]:
        """What is recorded with the issue of a result: that it is handed over, unless something comes before that."""
        if self._duties:
            return hand_over, Entry(key=self._of_this_result(keys.DUTIES), act=acts.DutiesBegun())
        first, settles = self._issuing.corrected == 0, self.filed.settles
        after = self._follow is not None and (first or settles or not self._following.done)
        return () if after else (hand_over,)

    def _begin(self, form: F, result: R) -> None:
        """Begin what follows a result; in dossiers of before nothing follows one that replaces another."""
        settles, corrected = self.filed.settles, self._issuing.corrected
        if (follow := self._follow) is None or (settles and self._issuing.replaced) or (corrected and not settles):
            return
        self._following.begin(lambda: follow(form, result), again=corrected > 0)

    @property
    def _follow(self) -> Callable[[F, R], Awaitable[None]] | None:
        """What follows the result, if anything does."""
        if self._has_later:
            return self.later
        return self.afterwards if type(self).afterwards is not Procedure.afterwards else None

    @property
    def _duties(self) -> bool:
        """Whether the result is handed over while it is still carried out; in dossiers of before it waited for that."""
        return self._has_later and self.filed.settles

    @property
    def _has_later(self) -> bool:
        came_late = self.later_since > max(SETTLED, self.filed.edition or 0)
        return type(self).later is not Procedure.later and not came_late

    async def _returned(self, hand_over: Entry) -> bool:
        """Have the result handed over, and all done that follows it; False as soon as it is recalled."""
        walk, recalled = self.walk, self._recalled
        if not self._duties and not await self._following.finish(recalled):
            return False
        task = cast("acts.TaskOpened", hand_over.act).task
        while task not in walk.closed and not recalled():
            if hand_over.key not in walk.by_key and hand_over not in walk.pending:
                walk.pending.append(hand_over)
            if walk.pending or walk.heard:
                await walk.flush(waits=True)
            await walk.wait(lambda: task in walk.closed or walk.heard or recalled())
        if self._duties and not await self._carried_out():
            return False
        return not await self._issuing.recalled_again()

    def _recalled(self) -> bool:
        return self._issuing.recalled() is not None

    async def _carried_out(self) -> bool:
        """Have the result carried out, which is the end of the dossier; False as soon as it is recalled."""
        if not await self._following.finish(self._recalled):
            return False
        done = self._of_this_result(keys.DUTIES_DONE)
        if done not in self.walk.by_key:
            self.walk.pending.append(Entry(key=done, act=acts.DutiesDone()))
            await self.walk.flush()
        return True

    def _of_this_result(self, name: str) -> str:
        """A step that each result has once; told apart by the correction, not by a count.

        A workflow that begins anew passes over how a recalled result was carried out.
        """
        step = keys.round_of(name, self._issuing.corrected)
        self.walk.reach(step)
        return step

    async def _pass_on(self, result: R) -> None:
        """Let the result of a branch go to the office of filing, and correct it whenever it is recalled."""
        await self._issuing.issue(result, self._passing_on())
        while await self._issuing.recalled_again():
            await self._correct(lambda: [self._passing_on()])

    async def _correct(self, then: Callable[[], Sequence[Entry]]) -> tuple[F, R]:
        """Have a correction verified, examined, approved by fresh eyes, and issued in the place of the recalled one."""
        await self._issuing.verified()
        result = await self._examined()
        form = self._form()
        self._issuing.correct()
        await self._issuing.issue(result, *then())
        return form, result

    def _handing_over(self) -> Entry:
        return self._tasks.opening(HAND_OVER, Role.RECEIVING_OFFICER, self.filed.receiving, ("hand_over",))

    def _passing_on(self) -> Entry:
        return Entry(key=self.walk.step(keys.PASSED_ON), act=acts.PassedOn())

    async def _due(self, when: When) -> None:
        if self.rules.fee and self.rules.fee.when == when:
            await self.collect()

    async def _stop(self, reason: str) -> None:
        """End the dossier because what the law asks for did not come (form 05), unless something else just ended it."""
        stopped = Entry(key=self.walk.step(keys.STOPPED), act=acts.Stopped(reason=reason))
        self.walk.pending.append(stopped)
        await self.walk.flush()
        raise Over

    async def _receive(self) -> None:
        walk = self.walk
        while True:
            event = await self._tasks.opened(reception(walk.code, self.filed.receiving, walk.step(RECEIVE)))
            if not isinstance(event.act, acts.SupplementRequested):
                return
            await self._supplied()

    @property
    def _may_be_supplemented(self) -> bool:
        """Whether the law lets the applicant be asked for more, as often as they were."""
        asked = sum(isinstance(event.act, acts.SupplementRequested) for event in self.walk.events.values())
        return asked < self.rules.supplement_limit

    async def _supplement(self, proposed: acts.SupplementProposed, about: str) -> None:
        """Let the one-stop desk ask: a specialist never turns to the applicant alone."""
        desk, why = self.filed.receiving, f"{proposed.reason} ({', '.join(proposed.items)})"
        step = self._beside(FORWARD, about)
        event = await self._tasks.do(
            FORWARD, Role.RECEIVING_OFFICER, desk, ("request_supplement", "return"), step=step, reason=why
        )
        if isinstance(event.act, acts.SupplementRequested):
            await self._supplied(about)

    def _beside(self, kind: str, about: str) -> str:
        """The step of a kind that another step leads to, named after that: two that are open at one time never mix.

        A dossier of before has them under the bare name, one after the other.
        """
        bare = self.walk.by_key.get(keys.round_of(kind, self.walk.run.rounds[kind]))
        before = bare is not None and (not self.filed.one_form or getattr(bare.act, "rests", None) is not None)
        return kind if before else keys.about(kind, about)

    async def _refusal(self, about: str, reason: str, article: str, decisions: tuple[str, ...]) -> str:
        """Lay a refusal before the leader (đề nghị từ chối); give why they let it go on, where they do.

        A form that is wrong may be put right instead, as long as the law lets the applicant be asked.
        """
        how = {"reason": reason, "article": article, "needs_fresh_eyes": True}
        while True:
            choices = (*decisions, *self._supplement_proposed)
            step = self._beside(REFUSE, about)
            leader, office = self.filed.leader(self.decided_by), self.filed.competent
            event = await self._tasks.do(REFUSE, leader, office, choices, step=step, **how)
            if not isinstance(event.act, acts.SupplementProposed):
                return event.act.reason if isinstance(event.act, acts.RefusalDeclined) else ""
            await self._supplement(event.act, step)

    async def _supplied(self, about: str = "") -> None:
        wait, step = self.rules.supplement_wait, self._beside(SUPPLY, about)
        lapses = {"lapses_after": wait.total_seconds()}
        event = await self._tasks.do(SUPPLY, Role.APPLICANT, "", (SUPPLY,), step=step, **lapses)
        if isinstance(event.act, acts.Lapsed):
            await self._stop(f"Quá {wait.days} ngày không bổ sung hồ sơ.")


def procedure[P: Procedure[Any]](declared: type[P]) -> type[P]:
    """Make a declared procedure a workflow named after its code."""

    async def run(self, start: Start) -> None:  # type: ignore[no-untyped-def] # Temporal wants self unannotated
        """Take one dossier from the desk to its end."""
        await self.awake(start)

    # Temporal takes a run method only from the class's own body, which it knows by these names.
    run.__module__, run.__qualname__ = declared.__module__, f"{declared.__name__}.run"
    declared.run = workflow.run(run)  # type: ignore[attr-defined]
    return workflow.defn(name=declared.code)(declared)
