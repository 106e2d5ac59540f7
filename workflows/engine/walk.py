"""How a workflow keeps in step with the journal, and goes through it anew whenever the form changes.

Every step has a key made of its name, and adopts what the journal holds under that key: so a workflow that was lost
starts again from the journal and repeats nothing. What the workflow did itself is gathered and appended before it waits
and before any effect outside; each append brings the news it has not heard.

An examination is a function of the form as it stands and of the answers. Whenever the form changes it is dropped and
begins at its first line: what asks the same, by digest, adopts what was answered; what asks otherwise is put anew.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any, cast

from pydantic import BaseModel
from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError

from activities.contracts import ADVANCE, Advance
from domain.dossier import acts, keys
from domain.dossier.act import Declares
from domain.dossier.apply import fold
from domain.dossier.digest import digest, resting_on, secret_of
from domain.dossier.journal import Entry, Event, form_of
from domain.dossier.messages import News
from domain.dossier.state import Dossier
from domain.tasks.model import APPROVE, FORWARD, OPINION, PAY, SUPPLY
from domain.tasks.words import CHANGED

DATABASE = workflow.LocalActivityConfig(
    start_to_close_timeout=timedelta(seconds=10),
    local_retry_threshold=timedelta(seconds=10),
    retry_policy=RetryPolicy(initial_interval=timedelta(milliseconds=200), maximum_interval=timedelta(seconds=5)),
)


REDONE = (acts.ApprovalVoided, acts.FactsDisputed, acts.Recalled)
"""What those are told by its own words who have to do again what was done."""
UNDO = (*REDONE, acts.SignatureDeclined, acts.Supplied, acts.Corrected)
"""What an approval that was given before does not outlive."""


INSISTS = (acts.Lapsed, acts.TaskSuperseded)
"""What is recorded again until it stands."""


class NotTaken(Exception):
    """The journal would not take what must stand, and nothing that is known explains it: a fault of ours.

    The step fails, is tried again with growing pauses, and operators see it; recorded again and again at once it would
    keep the engine busy for ever.
    """


class Over(Exception):
    """The dossier ended while its procedure was under way; ``conduct`` alone catches it."""


class Run:
    """One going through an examination, or through what follows a result, or all that happens outside of any."""

    def __init__(self, changes: int | None = None, *, again: bool = False) -> None:
        self.examines = changes is not None
        self.adopts = self.examines or again
        """Whether it adopts what was done for another form or result, where that asked the same."""
        self.changes = changes
        """How often what it is a function of had changed when it began."""
        self.rounds = Counter[str]()
        """How often each step was asked for."""
        self.reached: set[str] = set()
        """The keys that it came to."""
        self.grounds: dict[str, str] = {}
        """Of those, what each rests on."""


RUN: ContextVar[Run] = ContextVar("run")
"""What the step that is asked for belongs to: an examination and what follows a result may go on side by side."""


class Walk:
    """The events a workflow follows, the entries it still owes the journal, and how it waits for more."""

    def __init__(self) -> None:
        self.watcher: Callable[[str, str], None] | None = None
        """Hears of every step that the dossier asks for, where code is tried on old dossiers."""
        self.code = ""
        self.last = ""
        """The step to which it came last."""
        self.events: dict[int, Event] = {}
        self.by_key: dict[str, Event] = {}
        self.closed: dict[str, Event] = {}
        self.lapses: dict[str, datetime] = {}
        self.pending: list[Entry] = []
        self.seen = 0
        self.heard = False
        self.over: Event | None = None
        self._outside = Run()
        self._examination = self._outside
        """The newest run of an examination: what is decided after it, on the same form, counts on in it."""
        self._following = self._outside
        """What follows the result that stands."""
        self._changes = 0
        """How often what an examination is a function of has changed: the form, the papers, an approval that fell."""
        self._changed_last = 0
        """The event by which it did."""
        self._basis: dict[bool, str] = {}
        self._taken: dict[str, str] = {}
        """By the key of a step that was asked for, recorded or not, what the asking rests on."""
        self._under_way = 0
        self._flushing: set[asyncio.Future[None]] = set()
        self._moved = 0
        """How often anything happened: it was heard, written, asked outside or answered."""
        self._rested_at = 0
        """The newest event that was known when the journal was last told that this waits."""
        self._moments: list[datetime] = []
        """When it has to go on though nobody says anything."""
        self._kept_back: dict[int, Event] | None = {}
        """What was recorded from the first recall on, until the result that it takes back was come to; then none."""

    # What the journal says

    def news(self, news: News) -> None:
        """Hear what people did."""
        self.heard |= not news.events or any(event.act.owes for event in news.events if event.wakes)
        self.adopt(news.events)

    def adopt(self, events: Sequence[Event]) -> None:
        """Follow events, in whatever order they come.

        A workflow that was lost hears of a result and of its recall at once. It goes through the making of that result
        first, by what was recorded until then: what follows the result goes on beside the correction.
        """
        if self._kept_back is not None:
            recalls = (e.seq for e in events if isinstance(e.act, acts.Recalled) and e.act.corrects)
            first = min((*recalls, *self._kept_back), default=None)
            if first is not None:
                events = [*events, *self._let_go_from(first)]
                self._kept_back |= {event.seq: event for event in events if event.seq >= first}
                events = [event for event in events if event.seq < first]
        self._follow(events)

    def _let_go_from(self, first: int) -> list[Event]:
        """Follow nothing from there on, and give what was: the news that began a lost workflow came before the rest."""
        early = [event for seq, event in self.events.items() if seq >= first]
        if early:
            known = [event for seq, event in self.events.items() if seq < first]
            self.events, self.by_key, self.closed, self.lapses = {}, {}, {}, {}
            self.seen, self.over, self._changed_last = 0, None, 0
            # Counted on, never back: an examination that has begun must see that it began on something else.
            self._changes, self._basis = self._changes + 1, {}
            self._follow(known)
        return early

    def go_on(self) -> None:
        """Hear of recalls from now on: the result that the first of them takes back was come to."""
        kept, self._kept_back = self._kept_back, None
        self._follow([*(kept or {}).values()])

    def _follow(self, events: Sequence[Event]) -> None:
        self._moved += 1
        for event in events:
            if event.seq not in self.events and event.act.begins_anew:
                self._changes, self._basis = self._changes + 1, {}
                self._changed_last = max(self._changed_last, event.seq)
            self.events[event.seq] = self.by_key[event.key] = event
            act = event.act
            if isinstance(act, acts.TaskAct) and act.closes:
                self.closed[act.task] = event
            if isinstance(act, acts.TaskOpened) and act.lapses_at:
                self._lapse(act.task, act.lapses_at)
            if isinstance(act, acts.Redated):
                for task, until in act.lapses.items():
                    self._lapse(task, until)
            if isinstance(act, acts.ENDINGS) or (isinstance(act, acts.Recalled) and act.ends):
                self.over = event
        while self.seen + 1 in self.events:
            self.seen += 1

    def _lapse(self, task: str, until: datetime) -> None:
        # News may come in another order than it was recorded; a day off only ever puts a moment off.
        self.lapses[task] = max(until, self.lapses.get(task, until))

    @property
    def filed(self) -> acts.Filed:
        """The filing as the journal holds it."""
        return cast("acts.Filed", self.by_key[keys.FILED].act)

    @property
    def secret(self) -> str:
        """By which what people said is told apart in keys and acts that anybody may see."""
        return secret_of(self.filed.personal)

    def in_order(self, until: int | None = None) -> Iterator[Event]:
        """The events as they were recorded, or those of them until one."""
        return (event for seq, event in sorted(self.events.items()) if until is None or seq <= until)

    def dossier(self) -> Dossier:
        """It as its events make it; news may come in any order, and what follows a gap means nothing yet."""
        made = Dossier(code=self.code)
        for event in self.in_order(self.seen):
            fold(made, event)
        return made

    def form(self, until: int | None = None) -> dict[str, Any]:
        """The form as it stands, or stood then."""
        return dict(form_of(self.in_order(until)))

    @property
    def declared(self) -> int:
        """The event that brought the form as it stands."""
        secret, form, brought = self.secret, "", 0
        for event in self.in_order():
            if isinstance(event.act, Declares) and "form" in event.act.personal:
                told = digest(secret, event.act.personal["form"])
                form, brought = told, event.seq if told != form else brought
        return brought

    def basis(self, *, approval: bool = False) -> str:
        """The digest of all that an officer looks at, as it stands; of an approval also the recalls."""
        if approval not in self._basis:
            self._basis[approval] = self._rested(max(self.events), approval=approval)
        return self._basis[approval]

    def _rested(self, until: int, *, approval: bool) -> str:
        events = list(self.in_order(until))
        papers = [paper for e in events if isinstance(e.act, acts.Filed | acts.Supplied) for paper in e.act.documents]
        undone = [sum(event.act.asks_again for event in events)]
        if approval:
            undone.append(sum(isinstance(e.act, acts.Recalled) and e.act.corrects for e in events))
        return resting_on(self.secret, digest(self.secret, form_of(events)), tuple(papers), *undone)

    @property
    def why_anew(self) -> str:
        """What those read who have to do again what was done: why."""
        act = self.events[self._changed_last].act
        if isinstance(act, acts.ReviewReturned):
            return act.reason
        return (type(act).told if isinstance(act, REDONE) else CHANGED).vi

    @property
    def returned(self) -> int:
        """How often the head of a unit gave it back to be verified again."""
        return sum(isinstance(event.act, acts.ReviewReturned) for event in self.events.values())

    @property
    def voided(self) -> int:
        """How often an approval fell or a fact was disputed: registers are asked again then, though the same."""
        return sum(event.act.asks_again for event in self.events.values())

    @property
    def disputed(self) -> int:
        """How often a fact was disputed: what rests on a part of the form is found out again then, too."""
        if not self.filed.by_right:
            return 0
        return sum(isinstance(event.act, acts.FactsDisputed) for event in self.events.values())

    @property
    def decided(self) -> bool:
        """Whether an approval stands that was given to the form and the papers as they are."""
        decisive = [event.act for event in self.in_order() if isinstance(event.act, (acts.Approved, *UNDO))]
        return bool(decisive) and isinstance(decisive[-1], acts.Approved)

    @property
    def sealed(self) -> bool:
        """Whether a sealed result stands."""
        issued = [event.act for event in self.in_order() if isinstance(event.act, acts.Issued | acts.Recalled)]
        return bool(issued) and isinstance(issued[-1], acts.Issued)

    def digest(self, *parts: object) -> str:
        """The digest of parts of what people said."""
        said = [one.model_dump(mode="json") if isinstance(one, BaseModel) else one for one in parts]
        return digest(self.secret, said)

    # Steps

    def step(self, name: str, rests: str = "", *, sent: bool = False, fresh: bool = False) -> str:
        """The key of the next step of a name; in an examination, of one that asks just this.

        A first asking has the key of its name and round. It adopts what was recorded there if that asked the same;
        else the question is put anew, under a key that names what it rests on. So is whatever is ``sent`` outside and
        was not answered before the form changed: an agency that heard it of the former form, and remembers messages by
        their key, must not answer of that one. A ``fresh`` one adopts nothing, though the same was asked before.
        """
        run = self.run
        round_ = keys.round_of(name, run.rounds[name])
        run.rounds[name] += 1
        step = self._asked_as(round_, rests, sent=sent, fresh=fresh) if run.adopts else round_
        self._taken[step] = rests
        self.reach(step)
        if rests:
            run.grounds[step] = rests
        return step

    def reach(self, step: str) -> None:
        """Come to a step that has one key only."""
        self.last = step
        if self.watcher is not None:
            self.watcher(workflow.info().workflow_id, step)
        self.run.reached.add(step)

    @property
    def grounds(self) -> dict[str, str]:
        """What this examination came to and the journal holds, or soon will: each with what it rests on."""
        written = {entry.key: entry.act for entry in self.pending} | {key: e.act for key, e in self.by_key.items()}
        told = {key for key, act in written.items() if getattr(act, "rests", None) is not None}
        return {step: rests for step, rests in self.run.grounds.items() if step in told}

    def next(self, name: str, rests: str) -> str:
        """The key that the next step of a name would have."""
        round_ = keys.round_of(name, self.run.rounds[name])
        return self._asked_as(round_, rests) if self.run.adopts else round_

    def _asked_as(self, round_: str, rests: str, *, sent: bool = False, fresh: bool = False) -> str:
        if (counted_on := self._counted_on(round_)) is not None:
            return counted_on
        may_be_heard = sent and round_ not in self.by_key and self.declared > self.by_key[keys.FILED].seq
        if self._same(round_, rests) and not (may_be_heard or (fresh and round_ in self.by_key)):
            return round_
        if (earlier := self._before_digests(round_, rests)) is not None:
            return earlier
        before = 0
        while (step := keys.put_anew(round_, rests, before)) in self.by_key and (fresh or not self._same(step, rests)):
            before += 1
        return step

    def _same(self, key: str, rests: str) -> bool:
        """Whether a key is free, or was taken by this very asking and was not left undone."""
        if (recorded := self.by_key.get(key)) is None:
            return self._taken.get(key, rests) == rests
        if isinstance(recorded.act, acts.TaskOpened) and self._left_undone(recorded.act):
            return False
        return self.rested_on(recorded, rests)

    def rested_on(self, event: Event, rests: str) -> bool:
        """Whether what was recorded rests on this, or on nothing at all."""
        asked = getattr(event.act, "rests", rests)
        if asked is None and not rests:
            return True
        return asked == rests if asked is not None else self._rested_before_digests(event, rests)

    def _left_undone(self, opened: acts.TaskOpened) -> bool:
        """Whether a task was called off, or closed to ask for something that was brought since, or paid back of it."""
        if opened.kind == PAY and self.is_counted(opened.task):
            return True
        closed = self.closed.get(opened.task)
        if closed is None or isinstance(closed.act, acts.TaskSuperseded):
            return closed is not None
        # What a proposal leads to was done for that one: proposed again of the same form, the applicant is asked again.
        for_more = opened.kind in (FORWARD, SUPPLY) or isinstance(closed.act, acts.SupplementProposed)
        return for_more and closed.seq <= self._changed_last

    def is_counted(self, payment: str) -> bool:
        """Whether it was counted how much of a payment is for a fee: it need not be all that was asked, then."""
        return any(isinstance(one.act, acts.FeeMet) and one.act.payment == payment for one in self.events.values())

    def _before_digests(self, round_: str, rests: str) -> str | None:
        """A step of this name that was recorded without a digest and rests on the same: in dossiers of before.

        There the steps of a corrected form were counted on, or named after the correction.
        """
        found = (event for event in self._of_before(round_) if self._rested_before_digests(event, rests))
        return next((event.key for event in found), None)

    def _counted_on(self, round_: str) -> str | None:
        """What a dossier of before recorded under this name after its form had changed: that was of the new form."""
        anew = (event for event in self._of_before(round_) if event.seq > self._changed_last > 0)
        return next((event.key for event in anew), None)

    def _of_before(self, round_: str) -> list[Event]:
        """The steps of this name, in their order, that were recorded without a digest and not come to yet."""
        if self.filed.one_form:
            return []
        name, run = keys.asking_of(round_), self.run
        found = (
            event
            for key, event in self.by_key.items()
            if keys.asking_of(key) == name and key not in run.reached and getattr(event.act, "rests", "") is None
        )
        return sorted(found, key=lambda event: event.seq)

    def _rested_before_digests(self, event: Event, rests: str) -> bool:
        """Whether something that was recorded without a digest rests on this, as far as the journal tells.

        A task rested on form and papers as they stood then. What was asked of a register nobody wrote down: it counts
        as long as the form has not changed since, or was decided on as it stands.
        """
        if self.filed.one_form:
            return False
        if isinstance(event.act, acts.TaskOpened):
            if event.act.kind == APPROVE:
                return rests == self._rested(event.seq, approval=True)
            if rests == self.basis() and not self.decided:
                return rests == self._rested(event.seq, approval=False)
        disputed = any(later.act.asks_again for later in self.events.values() if later.seq > event.seq)
        return self.decided or (not disputed and self.form(event.seq) == self.form())

    @property
    def run(self) -> Run:
        """What the step that is asked for now belongs to."""
        return RUN.get(self._outside)

    @contextmanager
    def decided_after(self) -> Iterator[None]:
        """Count what happens in here as part of the newest examination: it is decided on the same form."""
        token = RUN.set(self._examination)
        try:
            yield
        finally:
            RUN.reset(token)

    async def examined[T](self, examine: Callable[[], Awaitable[T]]) -> T:
        """Examine the form as it stands, from the first line whenever it changes, until an examination has ended."""
        while True:
            done = await self._gone_through(examine)
            if done is not None:
                return await done

    async def _gone_through[T](self, examine: Callable[[], Awaitable[T]]) -> asyncio.Future[T] | None:
        """Go through it once; None where the form changed, or what it decided fell, before it came to its end."""
        self._forget()
        self._examination = run = Run(self._changes)
        going = self.within(run, examine)
        while True:
            # Conditions are looked at when nothing else can go on: it has come as far as it can by then.
            await workflow.wait_condition(
                lambda: going.done() or self.over is not None or self._is_old(run) or bool(self._left_behind)
            )
            # And once more: whoever was woken by the same news goes first.
            await workflow.wait_condition(lambda: True)
            if going.done() or self.over is not None or self._is_old(run):
                break
            await self.call_off()
        if not going.done():
            await self.drop(going)
        elif not going.cancelled():
            going.exception()  # Asked for, so that no log tells of an error wherever a dossier ends.
        # What is being written must be known before anything is asked again: it may have taken a key.
        await workflow.wait_condition(lambda: not self._flushing)
        if self.over is not None:
            raise Over
        return None if self._is_old(run) else going

    def within[T](self, run: Run, go: Callable[[], Awaitable[T]]) -> asyncio.Future[T]:
        """Begin something as one going through."""
        token = RUN.set(run)
        going: asyncio.Future[T] = asyncio.ensure_future(go())
        RUN.reset(token)
        return going

    async def followed(
        self, run: Run, follows: Callable[[], Awaitable[None]], before: asyncio.Future[None] | None
    ) -> None:
        """Go through what follows a result, in the place of what was begun ``before`` for the one that it replaces."""
        if before is not None:
            # An agency that is being told something for the former result answers first: it is corrected there then.
            await workflow.wait_condition(lambda: self.rests or self.over is not None)
            await self.drop(before)
        self._following = run
        await follows()
        if run.adopts:
            # Whatever follows adopted may have written nothing: what a register answered last is still owed.
            await self.flush_pending()
            await self.wait(lambda: self.rests)
            await self.call_off()

    def _is_old(self, run: Run) -> bool:
        """Whether what an examination is a function of has changed since it began."""
        return run.examines and run.changes != self._changes

    async def current(self) -> None:
        """Go no further in an examination whose form has changed: it is dropped, and another begins.

        Called wherever something was waited for, before anything else is asked in its name: what it asks is of a form
        that is no more, and the digest that it would say that of is the new one's.
        """
        if self._is_old(self.run):
            await workflow.wait_condition(lambda: self.over is not None)
            raise Over

    def _forget(self) -> None:
        """Let go of what an examination that was dropped had not written down; what a register said stays."""
        self.pending = [entry for entry in self.pending if isinstance(entry.act, acts.Answered)]
        kept = {entry.key for entry in self.pending}
        self._taken = {key: rests for key, rests in self._taken.items() if key in kept or key in self.by_key}

    @property
    def rests(self) -> bool:
        """Whether all has come as far as it can: nothing is being written, nothing is under way outside."""
        return not (self._under_way or self._flushing or self.pending)

    @property
    def _left_behind(self) -> list[Event]:
        """The open tasks to which nothing that goes on has come, once it has come as far as it can."""
        if not self.rests:
            return []
        reached = self._examination.reached | self._outside.reached | self._following.reached
        return [
            event
            for key, event in self.by_key.items()
            if isinstance(event.act, acts.TaskOpened)
            and (event.act.rests is not None or event.act.kind == OPINION)
            and key not in reached
            and event.act.task not in self.closed
        ]

    async def call_off(self) -> None:
        """Close the tasks that the form as it stands, and what follows the result that stands, do not ask for."""
        if not (left := self._left_behind):
            return
        for event in left:
            task = cast("acts.TaskOpened", event.act)
            act = acts.TaskSuperseded(task=task.task, kind=task.kind)
            self.pending.append(Entry(key=keys.superseded(event.key), act=act))
        await self.flush(waits=True)

    # Writing and waiting

    async def flush_pending(self) -> None:
        """Write down what is owed, if anything is."""
        if self.pending:
            await self.flush()

    async def flush(self, *, waits: bool = False) -> None:
        """Write down what is owed, and hear what happened meanwhile.

        It is never broken off: whoever drops an examination must know what was written.
        """
        entries, self.pending, self.heard = self.pending, [], False
        request = Advance(
            code=self.code,
            entries=entries,
            since=self.seen,
            latest=max(self.events, default=0),
            waits=waits and not self._under_way,
            until=min(self._moments, default=None),
        )
        writing = asyncio.ensure_future(self._write(request))
        self._flushing.add(writing)
        writing.add_done_callback(self._flushing.discard)
        await asyncio.shield(writing)
        await self.current()

    async def _write(self, request: Advance) -> None:
        news = await workflow.execute_local_activity(ADVANCE, request, result_type=News, **DATABASE)
        untold = all(event.seq in self.events for event in news.events)
        self.adopt(news.events)
        left = {e.key: e.act for e in request.entries if isinstance(e.act, INSISTS) and e.key not in self.by_key}
        if untold and left and self.over is not None:
            # Whoever insists would write it again and again, and never come to look whether anything goes on.
            raise Over
        if untold and any(self._must_stand(act) for act in left.values()):
            raise NotTaken(", ".join(left))
        if request.waits:
            self._rested_at = self.seen

    def _must_stand(self, act: acts.Lapsed | acts.TaskSuperseded) -> bool:
        """Whether all that is known speaks for what is missing in the journal.

        What speaks against it may have been heard while it was being written: a person who answers in the moment in
        which their silence is put down is known by the news already, and the journal's answer brings nothing new.
        """
        if act.task in self.closed:
            return False
        return not isinstance(act, acts.Lapsed) or act.of == self.lapses.get(act.task)

    async def wait(self, condition: Callable[[], bool], patience: timedelta | None = None) -> None:
        """Wait until something is so, ``patience`` at most (``TimeoutError``)."""
        await workflow.wait_condition(lambda: self.over is not None or condition(), timeout=patience)
        if self.over is not None:
            raise Over
        await self.current()

    async def drop(self, task: asyncio.Future[Any]) -> None:
        """Break something off, and wait until it is."""
        task.cancel()
        with suppress(asyncio.CancelledError, ActivityError, Over):
            await task

    @asynccontextmanager
    async def outside(self) -> AsyncIterator[None]:
        """Mark that an effect outside is under way, so that the sweep looks after the dossier meanwhile."""
        self._under_way, self._moved = self._under_way + 1, self._moved + 1
        try:
            yield
        finally:
            self._under_way, self._moved = self._under_way - 1, self._moved + 1

    @contextmanager
    def alarm(self, at: datetime) -> Iterator[None]:
        """Mark that it has to go on at a moment, whatever is heard: asleep, it is woken then."""
        self._moments.append(at)
        try:
            yield
        finally:
            self._moments.remove(at)

    async def fall_asleep(self, going: asyncio.Future[None], after: timedelta) -> None:
        """Wait until all is done, or nothing was left to do for so long: then whatever comes next begins it again."""
        while not going.done():
            before = self._moved
            with suppress(TimeoutError):
                await workflow.wait_condition(going.done, timeout=after)
            # News that came in this very moment has moved it: the engine takes no end from a run that missed a signal.
            busy = self._under_way or self._flushing or self.pending or self.heard
            if going.done() or busy or before != self._moved:
                continue
            if self._rested_at == max(self.events, default=0):
                return
            # The journal must know first that this waits, and when it has to be woken.
            await self.flush(waits=True)
