"""What a procedure costs (phí, lệ phí): a schedule by channel and case, in đồng."""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import IntEnum
from typing import Literal, Self

from pydantic import Field, model_validator

from domain.base.calendar import age
from domain.base.law import Channel, Frozen
from domain.base.words import Words

Ending = Literal["not_accepted", "refused", "stopped", "withdrawn"]


class When(IntEnum):
    """When a fee is collected (hình thức thu), coded as the agencies exchange it."""

    INTAKE = 1
    SUPPLEMENT = 2
    RETURN = 4


class Rate(Frozen):
    """What one application costs; without channel or case it holds for all."""

    channel: Channel | None = None
    case: str = ""
    fee_class: str = ""
    """Of whom it is the rate (đối tượng nộp phí): students, people of merit."""
    title: Words | None = None
    """Who they are."""
    amount: int = Field(ge=0)
    each: bool = False
    """Whether so much is paid for each unit: for each person of a list."""
    after_days: int | None = None
    """Of who is born more than so many days before: what should have been filed by then costs this (quá hạn)."""

    def fits(self, channel: Channel, case: str, fee_class: str) -> bool:
        """Whether it is the rate of such an application; cases stood for classes of payers before those had names."""
        of_class = self.fee_class in ("", fee_class, case)
        return self.channel in (None, channel) and self.case in ("", case) and of_class

    def is_late(self, born: Sequence[date], day: date) -> bool:
        """Whether it is the rate of what is filed too late after a birth."""
        after = self.after_days
        return after is not None and any((day - one).days > after for one in born)


class Tier(Frozen):
    """What each unit costs, a page or a copy, up to and with the unit ``up_to``."""

    up_to: int | None = None
    each: int = Field(ge=0)
    case: str = ""
    """Of the case alone that has this name."""


class Exemption(Frozen):
    """Who pays nothing (đối tượng được miễn)."""

    fee_class: str
    title: Words
    proof: str = ""
    """The paper that proves it, by its kind; empty where the form or a register says it."""
    under: int | None = None
    """Years of age below which somebody is exempt for that alone, on the day of the filing."""
    since: int | None = None
    """Years of age from which on they are."""

    def by_age(self, born: date, day: date) -> bool:
        """Whether somebody is exempt by their age alone."""
        years = age(born, day)
        return (self.under is not None and years < self.under) or (self.since is not None and years >= self.since)


class Fee(Frozen):
    """A fee and when it is due, kept or given back."""

    title: Words
    when: When
    rates: tuple[Rate, ...] = ()
    """The first that fits holds; an application that none fits costs nothing."""
    tiers: tuple[Tier, ...] = ()
    exempt: tuple[Exemption, ...] = ()
    cap: int | None = None
    """Most that all units together cost."""
    refunded_on: tuple[Ending, ...] = ()
    """Endings on which the law gives it back."""
    patience: timedelta = timedelta(days=30)
    """How long it may stay unpaid before the dossier is stopped."""

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.rates and self.tiers:
            raise ValueError("a fee has rates or tiers, not both: write a rate as a tier of one unit")
        for case in {tier.case for tier in self.tiers}:
            limits = [tier.up_to for tier in self.tiers if tier.case == case]
            known = [limit for limit in limits[:-1] if limit is not None]
            if len(known) < len(limits[:-1]) or known != sorted(set(known)):
                raise ValueError("the tiers of a fee rise, and only the last has no end")
        return self

    def class_of(self, declared: str, born: Sequence[date], day: date) -> str:
        """As what people pay on a day: by their age, where each is exempt for it, what they declare, or as too late."""
        by_age = [self._by_age(one, day) for one in born]
        if by_age and all(by_age):
            return by_age[0]
        return declared or next((rate.fee_class for rate in self.rates if rate.is_late(born, day)), "")

    def counted(self, units: int, born: Sequence[date], day: date) -> int:
        """How many units are paid for: of people those whom their age does not exempt, else as many as are declared."""
        return sum(not self._by_age(one, day) for one in born) or units

    def _by_age(self, born: date, day: date) -> str:
        return next((one.fee_class for one in self.exempt if one.by_age(born, day)), "")

    def amount(self, channel: Channel, case: str = "", units: int = 1, fee_class: str = "") -> int:
        """Đồng that an application costs."""
        if any(one.fee_class == fee_class for one in self.exempt):
            return 0
        rates = (rate for rate in self.rates if rate.fits(channel, case, fee_class))
        fixed = next((rate.amount * (units if rate.each else 1) for rate in rates), 0)
        return fixed + self._of_units(units, case)

    def _of_units(self, units: int, case: str) -> int:
        total, done = 0, 0
        own = [tier for tier in self.tiers if tier.case == case] if case else []
        for tier in own or [tier for tier in self.tiers if not tier.case]:
            here = units if tier.up_to is None else min(units, tier.up_to)
            total += max(here - done, 0) * tier.each
            done = max(here, done)
        return total if self.cap is None else min(total, self.cap)
