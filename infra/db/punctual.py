"""Which dossiers belong to a period and which were in time, in the database's words: for its rows and published files.

``domain.province.punctual`` says the same of one dossier; a test holds them together.
"""

from sqlalchemy import and_, bindparam, case, func, or_

from domain.base.law import Status
from infra.db.province_tables import ProvinceFactsRow as Row
from infra.db.tables import constant

WAITS = case((Row.status == constant(int(Status.SUPPLEMENT_REQUESTED)), Row.stands_since))
CLOCK_ENDS = func.coalesce(Row.issued_at, Row.handed_over_at, Row.ended_at, WAITS)
"""When a dossier's time is over: with its result, its end, or while the first supplement is waited for."""
HAS_DATE = and_(Row.accepted_at.is_not(None), Row.due_at.is_not(None))
IN_TIME = and_(
    HAS_DATE,
    Row.supplements < constant(2),
    func.least(func.coalesce(CLOCK_ENDS, bindparam("until")), bindparam("until")) <= Row.due_at,
)
RECEIVED = and_(Row.accepted_at >= bindparam("begins"), Row.accepted_at < bindparam("ends"))
HANDLED = and_(Row.accepted_at < bindparam("ends"), or_(Row.ended_at.is_(None), Row.ended_at >= bindparam("begins")))
