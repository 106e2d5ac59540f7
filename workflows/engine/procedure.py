"""The whole authoring API: a procedure (thủ tục hành chính) is a class whose ``examine`` reads like its law.

``@procedure`` makes the class a workflow that takes a dossier from the desk to its end: receipt, supplements, refusal,
withdrawal, fee, result, hand-over. The verbs for ``examine`` are ``look_up``, ``record``, ``request``, ``task``,
``verify``, ``ask``, ``ask_within``, ``ask_office``, ``confirm``, ``post``, ``collect``, ``pay_out``, ``change_case``,
``refuse`` and ``approve``; ``afterwards`` has ``branch`` and ``until``. What is declared beside it is in
``workflows.engine.forms``; terms, cases, fees and amounts of the law are data (``domain/vietnam/facts``).
"""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, ClassVar, cast

from temporalio import workflow

from activities.contracts import BRANCH, Branch
from domain.base.law import Channel, Role
from domain.base.term import Term
from domain.base.words import Words
from domain.dossier import acts, keys
from domain.dossier.journal import Entry, Event, form_of
from domain.dossier.messages import News, Start
from domain.filing.reception import RECEIVE, reception
from domain.registers.query import Agency, Answer, Query
from domain.statute.fees import When
from domain.statute.versions import Rules
from domain.tasks.model import APPROVE, HAND_OVER, PAY, REFUSE
from workflows.engine.agencies import AGENCY
from workflows.engine.correcting import Correcting
from workflows.engine.forms import Filing, Form, Guide, Paper, Result
from workflows.engine.steps import Over


class Procedure[F: Form](Correcting):
    """What the law says must happen with one kind of application."""

    code: ClassVar[str]
    recorded_as: ClassVar[str]
    """The name by which archives know its code, wherever the file now lies; its module and class unless it says."""
    title: ClassVar[Words]
    form: ClassVar[type[Form]]
    papers: ClassVar[tuple[Paper, ...]] = ()
    result: ClassVar[type[Result]]
    answers: ClassVar[tuple[type[Answer], ...]] = ()
    """What its tasks may ask an officer to fill in, beside what agencies answer."""

    agencies: ClassVar[tuple[Agency, ...]] = ()
    """Whom it asks beside those that every installation knows: an agency's own package brings its own."""
    waits: ClassVar[Mapping[str, Words]] = {}
    """What those who wait read while a task of its own kind is open."""
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

    async def examine(self, form: F) -> Result:
        """What is special about this procedure, in the law's verbs (thẩm định)."""
        raise NotImplementedError

    async def afterwards(self, form: F, result: Result) -> None:
        """What follows the result, before everything is handed over together (liên thông)."""

    @classmethod
    def preview(cls, form: F, applicant: Mapping[str, str]) -> dict[str, Any]:  # noqa: ARG003 - what others look at
        """What of the result the form says already, for whoever decides on it; the rest is left blank (dự thảo)."""
        said = form.model_dump(mode="json")
        return {name: said[name] for name in cls.result.model_fields if isinstance(said.get(name), dict)}

    async def look_up[A: Answer](self, name: str, query: Query[A]) -> A | None:
        """Ask an agency (tra cứu); None when it knows of nothing. After ``PATIENCE`` an officer answers by hand."""
        return await self._agency(name, query, self._ask)

    async def record[A: Answer](self, name: str, query: Query[A]) -> A:
        """Tell an agency what it must keep (ghi nhận), for as long as it takes, and give what it answers."""
        while (answer := await self._agency(name, query, self._tell)) is None:
            pass
        return answer

    async def task(
        self,
        kind: str,
        role: Role,
        decisions: Sequence[str] = ("confirm",),
        answer: type[Answer] | None = None,
        about: str = "",
    ) -> acts.Done:
        """Let an officer of the competent agency do something (giao việc), and give what they decided.

        An officer who misses a paper proposes a supplement; the desk asks the applicant for it, then the task is back.
        So it is after they asked another office for its opinion, as a leader may too who is to approve.
        ``about`` tells tasks of one kind apart that are open at one time: which person, which place.
        """
        choices, step = (*decisions, "propose_supplement"), keys.about(kind, about)
        asked = {"answer": answer.__name__ if answer else "", "about": about}
        while True:
            event = await self._weighed(kind, role, self.filed.competent, choices, step=step, **asked)
            if not isinstance(event.act, acts.SupplementProposed):
                return cast("acts.Done", event.act)
            await self._supplement(event.act)

    async def ask_office[A: Answer](self, kind: str, office: str, answer: type[A]) -> A | None:
        """Ask another commune (xác minh liên xã); None when it found nothing or was silent for the law's time."""
        asked = {"answer": answer.__name__, "lapses_in": self.rules.elsewhere}
        event = await self._task(kind, self.by_hand, office, ("answer", "not_found"), **asked)
        return self._answered(event, answer)

    async def ask[A: Answer](self, kind: str, answer: type[A]) -> A:
        """Ask the applicant for something only they can say (cam đoan, khai báo), for as long as it takes."""
        event = await self._task(kind, Role.APPLICANT, "", ("answer",), answer=answer.__name__)
        return answer.model_validate(event.act.personal["answer"])

    async def post(self, kind: str, role: Role, days: int) -> acts.Done | None:
        """Post something publicly for so many working days (niêm yết); None when nobody objected."""
        wait = Term.working_days(days)
        event = await self._task(kind, role, self.filed.competent, ("objection",), lapses_in=wait)
        return event.act if isinstance(event.act, acts.Done) else None

    def change_case(self, case: str, reason: str) -> None:
        """Go on as another case of the procedure, with its term (chuyển trường hợp), journaled with the reason."""
        self._pending.append(Entry(key=self._step(keys.case(case)), act=acts.CaseChanged(case=case, reason=reason)))

    async def refuse(self, role: Role, reason: str) -> None:
        """Propose to refuse (đề nghị từ chối): the leader refuses, which ends the dossier, or lets it go on."""
        choices = ("refuse", "continue")
        await self._task(REFUSE, role, self.filed.competent, choices, reason=reason, needs_fresh_eyes=True)

    async def branch(self, name: str, procedure: "type[Procedure[Any]]", form: Form, case: str = "") -> str:
        """Open an interlinked procedure (thủ tục liên thông) and wait for its end; give its result's number.

        One that fails is told to the applicant and followed up at the desk; what stands is not undone, and "" is given.
        """
        step = self._step(name)
        if step not in self._by_key:
            await self._flush_pending()
            request = Branch(
                code=self._code,
                step=step,
                procedure=procedure.code,
                form=form.model_dump(mode="json"),
                competent=form.competent,
                parties=form.parties,
                agreements=form.agreements(self.filing, name),
                case=case or form.case,
                units=form.units,
                since=self._seen,
            )
            async with self._outside():
                news: News = await workflow.execute_activity(BRANCH, request, result_type=News, **AGENCY)
            self._adopt(news.events)
        ended = await self._recorded(keys.ended(step))
        outcome = cast("acts.BranchEnded", ended.act)
        if not outcome.succeeded:
            reason = f"{procedure.title.vi}: {outcome.reason}"
            how = {"step": keys.follow_up(step), "reason": reason}
            await self._task("follow_up", Role.RECEIVING_OFFICER, self.filed.receiving, ("done",), **how)
        return outcome.number

    async def verify(self, form: F, role: Role) -> F:  # noqa: ARG002 - what it is about
        """Let an officer verify the form and, online, the applicant see the draft; give what both agree on."""
        agreed = self.form_after(await self.task("verify", role))
        while self.online and await self.confirm(agreed):
            agreed = self.form_after(await self.task("verify", role))
        return agreed

    async def confirm(self, form: F) -> F | None:
        """Send the applicant the draft (bản nháp); None when they agree or are silent, else the form corrected."""
        silence = self.rules.silence.total_seconds()
        event = await self._task("confirm", Role.APPLICANT, "", ("confirm", "correct"), lapses_after=silence)
        if isinstance(event.act, acts.Corrected):
            return type(form).model_validate(event.act.personal["form"])
        return None

    async def collect(self) -> None:
        """Collect the fee (thu phí, lệ phí); the clock stands meanwhile. Who does not pay in time ends the dossier."""
        fee = self.rules.fee
        amount = fee.amount(self.filed.channel, self.filed.case, self.filed.units) if fee else 0
        if fee and amount:
            desk, patience = self.filed.receiving, fee.patience.total_seconds()
            paid = await self._task(PAY, Role.RECEIVING_OFFICER, desk, ("pay",), amount=amount, lapses_after=patience)
            if isinstance(paid.act, acts.Lapsed):
                await self._stop(f"Quá {fee.patience.days} ngày chưa nộp {fee.title.vi.lower()}.")

    async def approve(self, role: Role) -> F:
        """Let a leader who had no hand in it approve (phê duyệt); give the form as approved. A refusal is the end."""
        return self._form_at((await self._approval(role, APPROVE, REFUSE)).seq)

    def form_after(self, done: acts.Done) -> F:
        """The form as it stood when a task was done: a supplement that was asked meanwhile may correct it."""
        return self._form_at(self._closed[done.task].seq)

    @property
    def rules(self) -> Rules:
        """The rules of its reception."""
        accepted = (event.act for event in self._events.values() if isinstance(event.act, acts.Accepted))
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

    async def conduct(self, start: Start) -> None:
        """Take the dossier from the desk to its end; whatever ends it earlier, ends it here."""
        self._code, self._own_queues = start.code, start.own_queues or ()
        if keys.FILED not in self._by_key:
            await self._flush()
        with suppress(Over):
            accepted = await self._receive()
            await self._due(When.INTAKE)
            result = await self._examined(accepted.seq)
            await self._due(When.RETURN)
            await (self._hand_over(result) if self.filed.parent is None else self._pass_on(result))
        if self._seen < max(self._events):
            await self._flush(waits=True)

    async def _examined(self, seq: int) -> Result:
        return await self._once_more(lambda: self.examine(self._form_at(seq)))

    def _form_at(self, seq: int) -> F:
        """Read the form as it stood then, not as it stands: a workflow that was lost goes the same way again."""
        events = [event for at, event in sorted(self._events.items()) if at <= max(seq, self._form_from)]
        return cast("F", self.form.model_validate(form_of(events)))

    async def _hand_over(self, result: Result) -> None:
        """Hand the result over once all is done that follows it, and correct it whenever it is recalled."""
        hand_over, follows = self._handing_over(), None
        if type(self).afterwards is Procedure.afterwards:
            await self._issue(result, hand_over)
        else:
            await self._issue(result)
            follows = asyncio.ensure_future(self.afterwards(self._form_at(max(self._events)), result))
        try:
            while not await self._returned(hand_over, follows):
                hand_over = self._handing_over()
                await self._correct(*([hand_over] if follows is None or follows.done() else []))
        except Over:
            if follows is not None:
                await self._drop(follows)
            raise

    async def _pass_on(self, result: Result) -> None:
        """Let the result of a branch go to the office of filing, and correct it whenever it is recalled."""
        await self._issue(result, self._passing_on())
        while await self._recalled_again():
            await self._correct(self._passing_on())

    def _handing_over(self) -> Entry:
        return self._opening(HAND_OVER, Role.RECEIVING_OFFICER, self.filed.receiving, ("hand_over",))

    def _passing_on(self) -> Entry:
        return Entry(key=self._step(keys.PASSED_ON), act=acts.PassedOn())

    async def _due(self, when: When) -> None:
        if self.rules.fee and self.rules.fee.when == when:
            await self.collect()

    async def _stop(self, reason: str) -> None:
        """End the dossier because what the law asks for did not come (form 05), unless something else just ended it."""
        self._pending.append(Entry(key=self._step(keys.STOPPED), act=acts.Stopped(reason=reason)))
        await self._flush()
        raise Over

    async def _receive(self) -> Event:
        while True:
            event = await self._opened(reception(self._code, self.filed.receiving, self._step(RECEIVE)))
            if not isinstance(event.act, acts.SupplementRequested):
                return event
            await self._supplied()

    async def _supplement(self, proposed: acts.SupplementProposed) -> None:
        """Let the one-stop desk ask: a specialist never turns to the applicant alone."""
        choices, why = ("request_supplement", "return"), f"{proposed.reason} ({', '.join(proposed.items)})"
        desk = self.filed.receiving
        event = await self._task("forward_supplement", Role.RECEIVING_OFFICER, desk, choices, reason=why)
        if isinstance(event.act, acts.SupplementRequested):
            await self._supplied()

    async def _supplied(self) -> None:
        wait = self.rules.supplement_wait
        event = await self._task("supply", Role.APPLICANT, "", ("supply",), lapses_after=wait.total_seconds())
        if isinstance(event.act, acts.Lapsed):
            await self._stop(f"Quá {wait.days} ngày không bổ sung hồ sơ.")


def procedure[P: Procedure[Any]](declared: type[P]) -> type[P]:
    """Make a declared procedure a workflow named after its code."""

    async def run(self, start: Start) -> None:  # type: ignore[no-untyped-def] # Temporal wants self unannotated
        """Take one dossier from the desk to its end."""
        await self.conduct(start)

    # Temporal takes a run method only from the class's own body, which it knows by these names.
    run.__module__, run.__qualname__ = declared.__module__, f"{declared.__name__}.run"
    declared.run = workflow.run(run)  # type: ignore[attr-defined]
    return workflow.defn(name=declared.code)(declared)
