"""Batches: an officer chooses tasks, sees what each would become, confirms, and can take it back for a while.

A second person agrees where the rules say so. What decides them afterwards is ``infra.batches.batch_clerk``.
"""

import secrets
from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from domain.base.refusals import BatchClosed, Forbidden, FourEyes, Missing, ReasonMissing, Refusal, Unacceptable
from domain.base.words import Words
from domain.dossier.acts import Actor
from domain.dossier.eligibility import pair_of_eyes
from domain.statute.bulk import BulkRules
from domain.tasks.batch import Choice, allowed, becomes, judged, second_person
from infra.batches import batch_rows
from infra.batches.batch_rows import Batch, Content, Item, content_of, key_of, named
from infra.journal.journal import Journal

LISTED = 20
SECOND_PERSON = Words(vi="Người thứ hai: {}", en="The second person: {}")


class Batches:
    """Begins, finds, confirms and takes back the batches of an office."""

    def __init__(self, journal: Journal, rules: BulkRules) -> None:
        self._journal = journal
        self._database = journal.database
        self.rules = rules

    async def begin(self, tasks: Sequence[str], decision: str, reason: str, by: Actor, name: str) -> Batch:
        """Look at each task as this officer would decide it, and keep what came of that; nothing is decided.

        The first task says what the batch is about.

        Raises:
            Missing: a task that is not in their sight.
            ReasonMissing, NoSuchDecision, Unacceptable: none of it can be decided so.
        """
        tasks = list(dict.fromkeys(tasks))
        if not tasks or len(tasks) > self.rules.most:
            raise Unacceptable("Chọn từ 1 đến {} hồ sơ.", "Choose between 1 and {} dossiers.", self.rules.most)
        async with self._database.transaction(by) as tx:
            found = {row.id: row for row in await tx.execute(batch_rows.TASKS, {"ids": tasks, "agency": by.agency})}
        if len(found) < len(tasks):
            raise Missing
        first = found[tasks[0]]
        choice = Choice(procedure=first.procedure, kind=first.kind, decision=decision, reason=reason, name=name)
        allowed(choice, self.rules)
        seen = [await self._looked_at(choice, task, found[task].dossier, by) for task in tasks]
        # Where nobody could be decided so without a reason, that is what is wrong.
        if all(one["slug"] == ReasonMissing.slug for one in seen):
            raise ReasonMissing(seen[0]["vi"], seen[0]["en"])
        many = sum(one["state"] == "waiting" for one in seen)
        batch = secrets.token_hex(16)
        key, wrapped = await self._database.keys.make(named(batch))
        sealed = key.seal(Content(choice=choice, actor=by).model_dump_json().encode(), batch)
        row = choice.model_dump(include={"procedure", "kind", "decision"}) | {
            "id": batch,
            "agency": by.agency,
            "officer": by.id,
            "needs_second": self.rules.second_needed(choice.kind, decision, many),
            "master": wrapped.master,
            "wrapped": wrapped.key,
            "sealed": sealed,
        }
        items = [one | {"batch": batch, "agency": by.agency, "position": n} for n, one in enumerate(seen)]
        async with self._database.transaction(by) as tx:
            await tx.execute(batch_rows.BEGIN, row)
            await tx.execute(batch_rows.ADD, items)
        return await self.find(batch, by)

    async def _looked_at(self, choice: Choice, task: str, code: str, by: Actor, beside: str = "") -> dict[str, Any]:
        row = {"task": task, "dossier": code, "state": "waiting", "slug": ""}
        try:
            act = await judged_now(self._journal, choice, task, code, by, beside)
        except Refusal as why:
            return row | {"state": "left_out", "slug": why.slug} | why.words.model_dump()
        return row | becomes(act, choice.decision).model_dump()

    async def find(self, batch: str, by: Actor) -> Batch:
        """A batch of the officer's office.

        Raises:
            Missing: there is none.
        """
        async with self._database.transaction(by) as tx:
            return await self._opened(tx, batch_rows.FIND, batch)

    async def groups(self, by: Actor) -> Sequence[Any]:
        """Count what waits for this officer, or for anybody of their roles, that may be decided together."""
        wanted = _theirs(by) | {"kinds": self.rules.kinds}
        return (await self._database.execute(by, batch_rows.GROUPS, wanted)).mappings().all()

    async def candidates(self, by: Actor, procedure: str, kind: str) -> Sequence[Any]:
        """The tasks of one kind and procedure, the first due first, as many as one batch holds."""
        wanted = {"procedure": procedure, "kind": kind, "most": self.rules.most}
        return (await self._database.execute(by, batch_rows.CANDIDATES, _theirs(by) | wanted)).mappings().all()

    async def of_office(self, by: Actor) -> Sequence[Any]:
        """The office's batches that were confirmed, the newest first."""
        return (await self._database.execute(by, batch_rows.LIST, {"me": by.id, "page": LISTED})).mappings().all()

    async def confirm(self, batch: str, by: Actor) -> Batch:
        """Confirm what one chose, or agree to what a colleague did; from then on it can be taken back for a while.

        Raises:
            Forbidden, FourEyes: it is somebody else's to confirm.
            BatchClosed: it was taken back, or nothing in it can be decided.
        """
        found, against = await self.find(batch, by), list[dict[str, Any]]()
        if found.state == "second":
            # Judged before the batch is locked: it reads every dossier, and others wait for the lock.
            seen = [await self._looked_at(found.choice, i.task, i.dossier, by, found.officer) for i in found.items]
            against = [one for one in seen if one["state"] == "left_out"]
        async with self._database.transaction(by) as tx:
            now = await self._opened(tx, batch_rows.LOCK, batch)
            if (now.state, by.id) in (("confirmed", now.officer), ("confirmed", now.second), ("second", now.officer)):
                return now
            if now.state in ("withdrawn", "confirmed") or not now.count("waiting"):
                raise _closed()
            await (self._agreed(tx, now, by, against) if now.state == "second" else self._confirmed(tx, now, by))
            return await self._opened(tx, batch_rows.FIND, batch)

    async def _confirmed(self, tx: AsyncConnection, batch: Batch, by: Actor) -> None:
        if batch.officer != by.id:
            raise Forbidden("Chỉ người lập mới xác nhận được.", "Only whoever chose these dossiers confirms them.")
        about = {"kind": batch.choice.kind, "decision": batch.choice.decision}
        # Several small batches at once are a large one. Counted under a lock: of two that are confirmed at the same
        # moment neither would see the other before it is committed.
        await tx.execute(batch_rows.ALONE, {"what": alone(by.agency, **about)})
        running = int((await tx.execute(batch_rows.RUNNING, about | {"officer": by.id})).scalar_one())
        needed = self.rules.second_needed(**about, many=batch.count("waiting") + running)
        row: Any = (await tx.execute(batch_rows.FIND, {"which": batch.id})).one()
        key = await key_of(self._database.keys, row)
        sealed = key.seal(Content(choice=batch.choice, actor=by).model_dump_json().encode(), batch.id)
        await tx.execute(batch_rows.CHANGE, {"which": batch.id, "sealed": sealed})
        await self._move(tx, batch.id, "second" if needed else "confirmed", needs_second=needed)

    async def _agreed(self, tx: AsyncConnection, batch: Batch, by: Actor, against: list[dict[str, Any]]) -> None:
        left = {item.task for item in batch.items if item.state == "waiting"}
        against = [one for one in against if one["task"] in left]
        if len(against) == len(left):
            raise FourEyes(
                "Ông/bà không thể đồng ý với đợt xử lý này: {}",
                "You are not one who may agree to these: {}",
                Words.model_validate(against[0]),
            )
        for one in against:
            words = SECOND_PERSON.format(Words.model_validate(one)).model_dump()
            await tx.execute(batch_rows.LEAVE_OUT, {"which": batch.id, "one": one["task"], "slug": one["slug"]} | words)
        await self._move(tx, batch.id, "confirmed", needs_second=True, second=by.id)

    async def _move(self, tx: AsyncConnection, batch: str, state: str, *, needs_second: bool, second: str = "") -> None:
        due = self._journal.clock() + self.rules.undo if state == "confirmed" else None
        moved = {"which": batch, "state": state, "needs_second": needs_second, "second": second, "due_at": due}
        await tx.execute(batch_rows.CHANGE, moved)
        await tx.execute(batch_rows.DUE, {"which": batch, "due_at": due})

    async def withdraw(self, batch: str, by: Actor, tasks: Sequence[str] = ()) -> Batch:
        """Take back what of a batch is not decided yet: these tasks, or without any all of it.

        Raises:
            Forbidden: they neither chose nor agreed to it, nor may they be the second person.
            BatchClosed: all that they name is decided.
        """
        async with self._database.transaction(by) as tx:
            found = await self._opened(tx, batch_rows.LOCK, batch)
            await self._may_decline(found, by)
            if by.id not in (found.officer, found.second) and found.state != "second":
                raise Forbidden(
                    "Chỉ người lập hoặc người đồng ý mới rút lại được.",
                    "Only whoever chose these dossiers, or agreed to them, takes them back.",
                )
            how = {"which": batch, "whole": not tasks, "tasks": list(tasks)}
            if not (await tx.execute(batch_rows.TAKE_BACK, how)).all():
                raise _closed()
            left = await self._opened(tx, batch_rows.FIND, batch)
            if any(left.count(state) for state in ("waiting", "decided", "refused")):
                return left
            await self._move(tx, batch, "withdrawn", needs_second=left.needs_second, second=left.second)
            return await self._opened(tx, batch_rows.FIND, batch)

    async def _may_decline(self, batch: Batch, by: Actor) -> None:
        if batch.state == "second" and by.id != batch.officer:
            one = batch.items[0]
            second_person(batch.officer, (await self._journal.dossier(one.dossier, by)).tasks[one.task], by)

    async def may_be_second(self, batch: Batch, by: Actor) -> bool:
        """Whether somebody may agree to a batch, or not, for whoever chose it."""
        if batch.state != "second" or by.id == batch.officer:
            return False
        try:
            await self._may_decline(batch, by)
        except Forbidden:
            return False
        return True

    async def _opened(self, tx: AsyncConnection, statement: Any, batch: str) -> Batch:
        row: Any = (await tx.execute(statement, {"which": batch})).one_or_none()
        if row is None:
            raise Missing
        content = await content_of(self._database.keys, row)
        items = [
            Item(
                words=Words(vi=item.vi, en=item.en), **{n: getattr(item, n) for n in Item.model_fields if n != "words"}
            )
            for item in await tx.execute(batch_rows.ITEMS, {"which": batch})
        ]
        known = {name: getattr(row, name) for name in Batch.model_fields if name not in ("choice", "items")}
        return Batch(choice=content.choice, items=items, **known)


async def judged_now(journal: Journal, choice: Choice, task: str, code: str, by: Actor, beside: str = "") -> Any:
    """Judge one task of a batch as its dossier stands now, without writing anything.

    What ``beside`` has claimed keeps nobody from agreeing with them.

    Raises:
        Refusal: as ``domain.tasks.batch.judged`` says.
    """
    dossier, events = await journal.dossier(code, by), await journal.events(code, by)
    if beside and (asked := dossier.tasks.get(task)) and asked.claimed_by == beside:
        asked.claimed_by = ""
    if beside and beside in pair_of_eyes(dossier, by.id):
        raise FourEyes(
            "Người lập đợt xử lý và ông/bà đã ủy quyền việc của hồ sơ này cho nhau: cần một người thứ hai khác.",
            "You and whoever chose these lent tasks of this dossier to each other: it takes another second person.",
        )
    moment = journal.moment(journal.clock(), dossier)
    return judged(choice, task, dossier, events, by, moment)


def alone(agency: str, kind: str, decision: str) -> str:
    """Name what is confirmed one batch after the other: a decision of an office."""
    return f"{agency}/{kind}/{decision}"


def _theirs(by: Actor) -> dict[str, Any]:
    return {"agency": by.agency, "roles": list(by.roles), "me": by.id}


def _closed() -> BatchClosed:
    return BatchClosed(
        "Đợt xử lý này đã được rút lại hoặc đã giải quyết xong.", "It was taken back, or all of it is decided already."
    )
