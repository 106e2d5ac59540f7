"""A date that has passed is told to superiors, who apologise with form 04; tasks are delegated and taken over."""

from datetime import timedelta

from domain.base.calendar import VIETNAM
from domain.dossier.acts import ENGINE
from infra.db.database import Database
from infra.facts.loading import Facts
from infra.journal.deadlines import DeadlineMonitor
from infra.journal.journal import Journal, utc_now
from infra.local.house import LocalHouse
from infra.local.people import Caller, Json, People
from tests.support.door import Door, words_of
from workflows.catalogue import registry


async def past_its_date(house: LocalHouse, code: str) -> None:
    """Let the monitor look at a dossier a week later."""
    settings, facts = house.settings(), Facts.load()
    database = Database.of_engine(settings)
    later = Journal(database, facts.calendars, facts.laws, registry(), clock=lambda: utc_now() + timedelta(days=7))
    await DeadlineMonitor(later).mind(code)
    assert (await later.dossier(code, ENGINE)).overdue_of
    await database.close()


async def test_a_leader_apologises_and_the_family_gets_a_new_date_and_the_letter(
    door: Door, people: People, house: LocalHouse, mother: Caller, couple: Json
) -> None:
    code = await people.file(mother, couple)
    await door.accept(code)
    await past_its_date(house, code)
    leader = await door.officer("chutich.phohien")
    task = await people.task(leader, code, "late")
    refused = {"decision": "apologise", "reason": "Chờ xác minh"}
    await door.refuses(leader, 422, "unacceptable", f"tasks/{task['id']}/decision", json=refused)
    calendar = Facts.load().calendars.common
    day = calendar.add_working_days((utc_now() + timedelta(days=8)).astimezone(VIETNAM).date(), 1)
    until = calendar.closing(day).isoformat()
    await people.decide(leader, code, "apologise", kind="late", reason="Chờ xác minh tại xã khác", until=until)
    shown = await people.show(mother, code)
    assert shown["due_at"] == until
    assert shown["clocks"][0]["agency"] == "Ủy ban nhân dân phường Phố Hiến"
    letter = await mother.get(f"dossiers/{code}/forms/04")
    assert "xin lỗi ông (bà)" in words_of(letter)
    assert "Chờ xác minh tại xã khác" in words_of(letter)


async def test_a_task_is_delegated_to_a_colleague_and_taken_over_by_the_leader(
    door: Door, people: People, mother: Caller, couple: Json
) -> None:
    code = await people.file(mother, couple)
    await door.accept(code)
    registrar, clerk = await door.officer("hotich.phohien"), await door.officer("vanthu.phohien")
    task = await people.task(registrar, code, "verify")
    until = (utc_now() + timedelta(days=2)).isoformat()
    lent = {"to": "cb-11953-07", "until": until}
    (await registrar.post(f"tasks/{task['id']}/delegate", json=lent)).raise_for_status()
    assert (await people.task(clerk, code, "verify"))["claimed"] == "mine"
    await door.refuses(registrar, 409, "task-taken", f"tasks/{task['id']}/decision", json={"decision": "confirm"})
    await door.refuses(clerk, 403, "not-lent-on", f"tasks/{task['id']}/delegate", json=lent | {"to": "cb-11953-06"})
    reason = {"reason": "Cán bộ nghỉ ốm"}
    await door.refuses(clerk, 403, "wrong-role", f"tasks/{task['id']}/takeover", json=reason)
    leader = await door.officer("chutich.phohien")
    (await leader.post(f"tasks/{task['id']}/takeover", json=reason)).raise_for_status()
    await people.decide(registrar, code, "confirm", kind="verify")
    told = [(await who.get(f"dossiers/{code}/events")).raise_for_status().text for who in (registrar, mother)]
    assert ["cb-11953-07" in events for events in told] == [True, False], "who has it is the office's own"
    assert '"until":' in told[1]
