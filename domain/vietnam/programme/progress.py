"""How far a roadmap is: shares, points behind the plan, and the day on which it ends if it goes on like this."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal

from domain.base.calendar import months_after
from domain.base.law import Frozen
from domain.province.scoring import Counted
from domain.vietnam.programme.parameters import Parameters
from domain.vietnam.programme.roadmap import Item, Roadmap, State

Light = Literal["green", "yellow", "red"]
STATES: tuple[State, ...] = ("not_begun", "under_way", "done_on_time", "done_late", "overdue")


class Progress(Frozen):
    """Of the tasks of a plan: how many are done, in number and weight, and how that stands beside the plan."""

    done: Counted
    weighted: Counted
    planned: Counted
    """How many were to be done by the day."""
    states: dict[State, int]
    light: Light | None
    """None where there are no tasks."""


def tasks(items: Roadmap) -> list[Item]:
    """Its tasks."""
    return [item for (kind, _), item in items.items() if kind == "tasks"]


def progress(found: Iterable[Item], day: date, by: Parameters) -> Progress:
    """That of some tasks on a day."""
    found = [*found]
    done = [item for item in found if item.done_on]
    due = [item for item in found if item.plan.due and item.plan.due <= day]
    states = [item.state(day) for item in found]
    share, planned = Counted.of(len(done), len(found)), Counted.of(len(due), len(found))
    return Progress(
        done=share,
        weighted=Counted.of(_weights(done), _weights(found)),
        planned=planned,
        states={state: states.count(state) for state in STATES},
        light=_light(share, planned, by),
    )


def _weights(items: Iterable[Item]) -> Fraction:
    return sum((Fraction(item.plan.weight) for item in items), Fraction())


def _light(done: Counted, planned: Counted, by: Parameters) -> Light | None:
    if done.ratio is None or planned.ratio is None:
        return None
    behind = (planned.ratio - done.ratio) * 100
    return "green" if behind <= by.green else "yellow" if behind <= by.yellow else "red"


def finish(standing: Callable[[date], Roadmap], day: date, months: int) -> date | None:
    """The day on which all tasks are done, by the linear trend of the last months; None where it does not end so.

    ``standing`` gives the roadmap of a day: the plan that was in force then counts, not that of today.
    """
    days = [months_after(day, -back) for back in range(months, 0, -1)] + [day]
    done = [sum(1 for item in tasks(standing(one)) if item.done_on) for one in days]
    left = len(tasks(standing(day))) - done[-1]
    if left <= 0:
        return day if done[-1] else None
    at = [(one - days[0]).days for one in days]
    middle, mean = Fraction(sum(at), len(at)), Fraction(sum(done), len(done))
    slope = sum((x - middle) * (y - mean) for x, y in zip(at, done, strict=True)) / sum((x - middle) ** 2 for x in at)
    if slope <= 0 or left / slope > 36500:
        return None
    return day + timedelta(days=-int(-left // slope))
