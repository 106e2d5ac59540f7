"""The roadmap counts accepted evidence alone, and an old day keeps what it was."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from domain.province.scoring import Counted, rounded
from domain.vietnam.programme.entries import Entry, NewEntry
from domain.vietnam.programme.importing import PlanFile
from domain.vietnam.programme.progress import Progress, finish, progress, tasks
from domain.vietnam.programme.roadmap import (
    Content,
    Dropped,
    EvidenceGiven,
    EvidenceJudged,
    Item,
    Kind,
    Measured,
    Planned,
    roadmap,
    subject_of,
)
from infra.vietnam.programme_facts import load_parameters

EXAMPLES = Path(__file__).parents[4] / "examples" / "programme"
BY = load_parameters()
DAY = date(2026, 12, 1)


def entered(new: list[NewEntry[Content]], first: int = 1) -> list[Entry[Content]]:
    """The same as the register numbers them."""
    at = datetime(2026, 12, 1, tzinfo=UTC)
    told = {"entered_at": at, "officer": "cb-33-ld-01", "office": "33"}
    return [
        Entry.model_validate(
            one.model_dump(exclude={"key", "content"}) | told | {"number": number, "content": one.content}
        )
        for number, one in enumerate(new, first)
    ]


def seed() -> list[Entry[Content]]:
    return entered([*PlanFile.model_validate_json((EXAMPLES / "programme-33.json").read_bytes()).entries()])


def said(day: date, content: Content, no: str = "1", kind: Kind = "tasks") -> NewEntry[Content]:
    return NewEntry(unit="33", subject=subject_of("33", kind, no), day=day, document="12/QĐ", content=content)


def of_tasks(entries: list[Entry[Content]], day: date) -> Progress:
    return progress(tasks(roadmap(entries, day)), day, BY)


def percent(counted: Counted) -> Decimal:
    assert counted.ratio is not None
    return rounded(counted.ratio * 100)


def task(no: str = "1", due: date | None = None, weight: int = 1) -> Planned:
    return Planned(kind="tasks", no=no, name="Nhiệm vụ", lead="33.SNV", due=due, weight=Decimal(weight))


def item(*new: NewEntry[Content], day: date = DAY) -> Item:
    return next(iter(roadmap(entered([*new]), day).values()))


def test_the_seed_gives_the_shares_that_the_province_reports() -> None:
    found = roadmap(seed(), DAY)
    models = [one for (kind, _), one in found.items() if kind == "models"]
    targets = [one for (kind, _), one in found.items() if kind == "targets"]
    assert of_tasks(seed(), DAY).done == Counted.of(73, 80)
    assert percent(of_tasks(seed(), DAY).done) == Decimal("91.25")
    told = [one.effective(BY.effective_periods.value) for one in models]
    effective = Counted.of(told.count(True), len(models))
    assert (told.count(True), told.count(False), told.count(None)) == (19, 10, 0)
    assert {one.value for model in models for one in model.measurements} == {None}, "no file says how much it was"
    met = Counted.of([one.met(DAY, one.value(DAY), None) for one in targets].count(True), len(targets))
    assert (percent(effective), percent(met)) == (Decimal("65.52"), Decimal("62.50"))


def test_withdrawn_evidence_makes_a_task_undone_from_that_day_on_alone() -> None:
    entries = seed()
    gone = said(DAY, EvidenceJudged(evidence="1/BC-VD", state="withdrawn"))
    entries += entered([gone], len(entries) + 1)
    assert percent(of_tasks(entries, DAY).done) == Decimal("90.00")
    assert of_tasks(entries, DAY - timedelta(days=1)).done == Counted.of(73, 80)


def test_a_plan_that_grows_keeps_the_old_shares_of_old_days() -> None:
    entries = seed()
    entries += entered([said(DAY, task(no), no) for no in ("81", "82")], len(entries) + 1)
    assert of_tasks(entries, DAY).done == Counted.of(73, 82)
    assert of_tasks(entries, DAY - timedelta(days=1)).done == Counted.of(73, 80)


def test_a_task_is_done_only_with_evidence_that_was_accepted() -> None:
    first, due = DAY - timedelta(days=9), DAY - timedelta(days=3)
    plan, given = said(first, task(due=due)), EvidenceGiven(evidence="7/BC")
    accepted, refused = (EvidenceJudged(evidence="7/BC", state=state) for state in ("accepted", "refused"))
    assert item(plan, day=first).state(first) == "not_begun"
    assert item(plan).state(DAY) == "overdue"
    assert item(plan, said(due, given)).state(due) == "under_way"
    assert item(plan, said(due, given), said(DAY, refused)).state(DAY) == "overdue"
    # It was done when the evidence came, however long the standing body looked at it.
    assert item(plan, said(due, given), said(DAY, accepted)).state(DAY) == "done_on_time"
    assert item(plan, said(DAY, given), said(DAY, accepted)).state(DAY) == "done_late"
    assert item(plan, said(due, accepted)).state(DAY) == "overdue"


def test_the_same_evidence_twice_is_one_and_refused_evidence_may_come_again() -> None:
    plan, given = said(DAY, task()), EvidenceGiven(evidence="7/BC")
    accepted, refused = (EvidenceJudged(evidence="7/BC", state=state) for state in ("accepted", "refused"))
    twice = item(plan, said(DAY, given), said(DAY, accepted), said(DAY, given))
    assert [one.state for one in twice.evidence] == ["accepted"]
    again = item(plan, said(DAY, given), said(DAY, refused), said(DAY, given))
    assert [one.state for one in again.evidence] == ["given"]


def test_what_is_dropped_counts_no_more() -> None:
    first = DAY - timedelta(days=1)
    entries = entered([said(first, task()), said(first, task("2"), "2"), said(DAY, Dropped())])
    assert len(tasks(roadmap(entries, first))) == 2
    assert len(tasks(roadmap(entries, DAY))) == 1


def test_what_is_entered_first_of_a_later_day_does_not_hold_before_it() -> None:
    later = entered([said(DAY, task("1", weight=3)), said(DAY - timedelta(days=5), task("1", weight=2))])
    assert roadmap(later, DAY)["tasks", "1"].plan.weight == 3
    assert roadmap(later, DAY - timedelta(days=1))["tasks", "1"].plan.weight == 2


def test_weights_count_and_a_plan_without_tasks_is_not_known() -> None:
    done = [said(DAY, EvidenceGiven(evidence="7/BC")), said(DAY, EvidenceJudged(evidence="7/BC", state="accepted"))]
    of_both = of_tasks(entered([said(DAY, task("1", weight=3)), said(DAY, task("2"), "2"), *done]), DAY)
    assert (of_both.done, of_both.weighted) == (Counted.of(1, 2), Counted.of(3, 4))
    assert (of_tasks([], DAY).done.ratio, of_tasks([], DAY).light) == (None, None)


def test_the_light_is_green_to_two_points_behind_the_plan_and_red_from_ten() -> None:
    def light(late: int) -> str | None:
        plan = [said(DAY, task(str(no), DAY), str(no)) for no in range(100)]
        done: list[NewEntry[Content]] = []
        for no in range(100 - late):
            done += [
                said(DAY, EvidenceGiven(evidence="7/BC"), str(no)),
                said(DAY, EvidenceJudged(evidence="7/BC", state="accepted"), str(no)),
            ]
        return of_tasks(entered(plan + done), DAY).light

    assert [light(late) for late in (0, 2, 3, 10, 11)] == ["green", "green", "yellow", "yellow", "red"]


def test_the_finish_follows_the_trend_of_the_last_months() -> None:
    plan = [said(date(2026, 1, 1), task(str(no)), str(no)) for no in range(5)]
    done: list[NewEntry[Content]] = []
    for no, month in enumerate((9, 10, 11, 12)):
        day = date(2026, month, 1)
        done += [
            said(day, EvidenceGiven(evidence="7/BC"), str(no)),
            said(day, EvidenceJudged(evidence="7/BC", state="accepted"), str(no)),
        ]
    entries = entered(plan + done)
    end = finish(lambda day: roadmap(entries, day), DAY, 3)
    assert end is not None
    assert date(2026, 12, 29) <= end <= date(2027, 1, 3)
    assert finish(lambda day: roadmap(entered(plan), day), DAY, 3) is None
    assert finish(lambda day: roadmap(entries[:2], day), DAY, 3) is None


def model(*measured: tuple[int, int, bool | None], value: int | None = None) -> Item:
    """One that was measured on some days of 2026."""
    plan = said(date(2026, 1, 1), Planned(kind="models", no="1", name="Mô hình", lead="33.SNV"), kind="models")
    counted = None if value is None else Decimal(value)
    of = [
        said(date(2026, month, day), Measured(value=counted, held=held), kind="models") for month, day, held in measured
    ]
    return item(plan, *of)


def test_a_model_works_once_its_measure_held_in_its_last_two_periods() -> None:
    def works(*held: bool) -> bool | None:
        return model(*((3 * n, 1, one) for n, one in enumerate(held, 1))).effective(2)

    assert [works(True, True), works(True, False), works(False, True, True)] == [True, False, True]
    assert works(True, True, False, True) is False, "the month before the last did not hold"


def test_of_a_model_that_was_measured_in_too_few_months_it_is_not_known_unless_one_did_not_hold() -> None:
    assert model().effective(2) is None
    assert model((8, 1, None)).effective(2) is None
    assert model((8, 1, True)).effective(2) is None
    assert model((8, 1, False)).effective(2) is False
    assert model((7, 1, True), (8, 1, True)).effective(3) is None
    assert model((7, 1, False), (8, 1, True)).effective(3) is False


def test_a_model_that_was_measured_twice_in_a_month_was_so_in_one_period() -> None:
    def works(*measured: tuple[int, int, bool]) -> bool | None:
        return model(*measured).effective(2)

    assert works((8, 1, True), (8, 2, True)) is None
    assert works((7, 31, True), (8, 1, True), (8, 2, True))
    assert not works((7, 1, True), (8, 1, True), (8, 20, False)), "the newest word of August is that it did not"


def test_of_a_month_the_newest_word_holds_that_says_whether_the_measure_did() -> None:
    found = model((7, 1, True), (7, 9, False), (7, 20, None), (9, 1, None), value=85).by_month
    assert [(month.month, one.day.day, one.held) for month, one in found.items()] == [(7, 9, False), (9, 1, None)]
    words = ((7, 1, True), (7, 20, None))
    of = [said(date(2026, m, d), Measured(value=Decimal(d), held=held), kind="targets") for m, d, held in words]
    target = said(date(2026, 1, 1), Planned(kind="targets", no="1", name="Chỉ tiêu", lead="33"), kind="targets")
    assert [one.value for one in item(target, *of).by_month.values()] == [20], "of a target no measure holds"
    assert model((8, 1, True), value=85).value(DAY) == 85
    assert model((8, 1, True)).value(DAY) is None, "nobody said how much"


def test_a_model_is_effective_since_the_day_from_which_on_it_was_so_without_a_break() -> None:
    def since(*measured: tuple[int, int, bool]) -> date | None:
        return model(*measured).effective_since(2)

    assert since((6, 30, True), (9, 30, True)) == date(2026, 9, 30)
    assert since((6, 30, True), (9, 1, True), (9, 30, True), (10, 5, True)) == date(2026, 9, 1)
    assert since((6, 1, True), (7, 1, True), (8, 1, False), (9, 1, True), (10, 2, True)) == date(2026, 10, 2)
    # It was so on the first of August; from the tenth to the twentieth it was not.
    assert since((7, 1, True), (8, 1, True), (8, 10, False), (8, 20, True)) == date(2026, 8, 20)
    assert [since((6, 1, True)), since((6, 1, True), (7, 1, True), (8, 1, False))] == [None, None]


def test_a_target_is_met_on_the_day_it_was_due_or_now_in_its_own_direction() -> None:
    due = date(2026, 6, 30)

    def met(direction: str, *values: tuple[int, int]) -> bool | None:
        plan = {"kind": "targets", "no": "1", "name": "Chỉ tiêu", "lead": "33", "due": due, "goal": 80}
        planned = Planned.model_validate(plan | {"direction": direction})
        of = [said(date(2026, month, 1), Measured(value=Decimal(value)), kind="targets") for month, value in values]
        found = item(said(date(2026, 1, 1), planned, kind="targets"), *of)
        return found.met(DAY, found.value(DAY), found.value(due))

    assert met("≥", (5, 80))
    assert met("≥", (5, 85), (9, 70))
    assert met("≥", (5, 70), (9, 85))
    assert met("≥", (5, 70)) is False
    assert met("≤", (5, 79))
    assert met("≤", (5, 81)) is False
    # What nobody measured by then is not known, which is not No.
    assert met("≥") is None
    assert met("≥", (9, 70)) is None
    assert met("≥", (9, 85))
