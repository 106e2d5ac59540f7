"""The table of what figures count: one row of facts a dossier, in which nothing tells of anybody."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Double, Index, Text, and_, bindparam, case, func, or_, text
from sqlalchemy.orm import Mapped, mapped_column

from domain.base import law
from infra.db.tables import Base, constant, one_of


class ProvinceFactsRow(Base):
    """The facts of a dossier (``domain.province.facts``), as its newest event left them."""

    __tablename__ = "province_facts"

    dossier: Mapped[str] = mapped_column(primary_key=True)
    """No foreign key: the facts of a dossier outlive it where retention ends."""
    seq: Mapped[int]
    edition: Mapped[int]
    procedure: Mapped[str]
    version: Mapped[str]
    receiving: Mapped[str]
    competent: Mapped[str]
    channel: Mapped[int]
    parent: Mapped[str]
    term_case: Mapped[str]
    identity: Mapped[str]
    status: Mapped[int]
    ending: Mapped[str]
    filed_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    first_due_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    appointed_at: Mapped[datetime | None]
    issued_at: Mapped[datetime | None]
    handed_over_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    supplements: Mapped[int]
    first_asked_at: Mapped[datetime | None]
    stood_for_supplements: Mapped[int]
    stood_for_fees: Mapped[int]
    stands_since: Mapped[datetime | None]
    took_in: Mapped[str] = mapped_column(server_default="")
    took: Mapped[int | None]
    took_working_days: Mapped[int | None]
    papers: Mapped[int]
    digitised: Mapped[int]
    reused: Mapped[bool] = mapped_column(server_default="false")
    from_store: Mapped[bool] = mapped_column(server_default="false")
    answers: Mapped[int]
    population_asked: Mapped[bool]
    has_fee: Mapped[bool] = mapped_column(server_default="false")
    fee: Mapped[int]
    paid: Mapped[int]
    paid_online: Mapped[int]
    given_back: Mapped[int]
    unreconciled: Mapped[int] = mapped_column(server_default="0")
    unreconciled_sum: Mapped[int] = mapped_column(server_default="0")
    sealed: Mapped[bool]
    recalled: Mapped[bool]
    apologies: Mapped[int]
    stars: Mapped[int | None]
    waits_for: Mapped[str]
    step: Mapped[str]
    step_role: Mapped[str | None]
    step_since: Mapped[datetime | None]
    opened: Mapped[str] = mapped_column(server_default="")
    work_file: Mapped[str] = mapped_column(server_default="")
    changed_at: Mapped[datetime | None] = mapped_column(server_default=func.clock_timestamp())
    """When these facts were made; None where that was before it was kept. No fact, and published beside them."""
    reopened: Mapped[bool] = mapped_column(server_default="false")
    course: Mapped[str] = mapped_column(server_default="")
    steady_since: Mapped[datetime | None]


SETTLED = func.coalesce(ProvinceFactsRow.issued_at, ProvinceFactsRow.ended_at)
"""When it had a result, or ended without one."""
# The smaller of both begins it: a range that ended before it began is refused. A literal column would leave its index
# without a table, so its bounds are text.
OPEN_DURING = func.tstzrange(func.least(ProvinceFactsRow.filed_at, SETTLED), SETTLED, text("'[]'"))
"""From its filing until then, without end while it is open."""
UNDER_WAY = and_(
    ProvinceFactsRow.accepted_at.is_not(None),
    ProvinceFactsRow.status.in_([constant(int(status)) for status in law.UNDER_WAY]),
)
"""A result is owed: the first, or one that is corrected."""
APPOINTED = case((ProvinceFactsRow.edition < constant(3), ProvinceFactsRow.due_at), else_=ProvinceFactsRow.appointed_at)
"""By when it had to have its first result; of facts that are not made anew yet, by when it has to now."""
OF_OFFICES = ProvinceFactsRow.competent == one_of("offices")
PROCEDURE, CHANNEL = bindparam("procedure", type_=Text), bindparam("channel", type_=BigInteger)
"""Nothing and none, where all are counted."""
OF_PROCEDURE = or_(constant("") == PROCEDURE, ProvinceFactsRow.procedure == PROCEDURE)
OF_CHANNEL = or_(constant(0) == CHANNEL, ProvinceFactsRow.channel == CHANNEL)
Index("ix_province_facts_month", ProvinceFactsRow.filed_at)
Index("ix_province_facts_received", ProvinceFactsRow.competent, ProvinceFactsRow.accepted_at)
Index("ix_province_facts_settled", ProvinceFactsRow.competent, SETTLED)
Index("ix_province_facts_open_during", OPEN_DURING, postgresql_using="gist")
Index("ix_province_facts_reopened", ProvinceFactsRow.competent, postgresql_where=ProvinceFactsRow.reopened)
Index("ix_province_facts_running", ProvinceFactsRow.competent, ProvinceFactsRow.due_at, postgresql_where=UNDER_WAY)


class ProvincePartRow(Base):
    """A month of filings, whose facts are published as one file once they changed."""

    __tablename__ = "province_parts"

    month: Mapped[date] = mapped_column(primary_key=True)
    """Its first day, in Vietnam's time."""
    changed: Mapped[int]
    """How often its facts changed."""
    published: Mapped[int] = mapped_column(server_default="0")
    """What that was when they were published."""


class IndexDayRow(Base):
    """What was counted for a metric of an index, as it stood when a day began: what later is found stays apart."""

    __tablename__ = "index_days"

    day: Mapped[date] = mapped_column(primary_key=True)
    """The last that is in it."""
    unit: Mapped[str] = mapped_column(primary_key=True)
    procedure: Mapped[str] = mapped_column(primary_key=True)
    """Nothing, where it is of all of them."""
    metric: Mapped[str] = mapped_column(primary_key=True)
    period: Mapped[str]
    """The month that the day is of, up to it."""
    version: Mapped[str]
    """Of the index's definition."""
    numerator: Mapped[float] = mapped_column(Double)
    denominator: Mapped[float] = mapped_column(Double)
    as_of: Mapped[datetime]


class AlarmRow(Base):
    """An alarm (``domain.province.alarms``) from its beginning to its end, and who said that they have seen it."""

    __tablename__ = "alarms"

    id: Mapped[str] = mapped_column(primary_key=True)
    rule: Mapped[str]
    unit: Mapped[str]
    """Whose it is."""
    subject: Mapped[str]
    """Of a register's, the agency."""
    began_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    """When it was so last."""
    ended_at: Mapped[datetime | None] = mapped_column()
    value: Mapped[float] = mapped_column(Double)
    """As it was seen last, as what follows."""
    usual: Mapped[float | None] = mapped_column(Double)
    allowed: Mapped[float] = mapped_column(Double)
    of: Mapped[int | None]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[str] = mapped_column(server_default="")
    """Staff code."""
    acknowledged_for: Mapped[str] = mapped_column(server_default="")
    """Their office."""
    said: Mapped[str] = mapped_column(server_default="")

    __table_args__ = (
        CheckConstraint("rule IN ('arrivals', 'register', 'late', 'payments')", name="rule"),
        Index("uq_alarms_open", "rule", "unit", "subject", unique=True, postgresql_where=ended_at.is_(None)),
        Index("ix_alarms_unit", "unit", "began_at"),
    )
