"""Which dossiers belong to a period and which were in time, in the database's words: for its rows and published files.

``domain.province.punctual`` says the same of one dossier; a test holds them together.
"""

from sqlalchemy import and_, bindparam, func, or_

from infra.db.province_tables import APPOINTED, SETTLED
from infra.db.province_tables import ProvinceFactsRow as Row
from infra.db.tables import constant

CLOCK_ENDS = func.coalesce(Row.issued_at, Row.stands_since, Row.ended_at)
"""When a dossier's time is over: with its first result, where it stands for its applicant, or with its end."""
HAS_DATE = and_(Row.accepted_at.is_not(None), APPOINTED.is_not(None))
IN_TIME = and_(
    HAS_DATE,
    Row.supplements < constant(2),
    func.least(func.coalesce(CLOCK_ENDS, bindparam("until")), bindparam("until")) <= APPOINTED,
)
RECEIVED = and_(Row.accepted_at >= bindparam("begins"), Row.accepted_at < bindparam("ends"))
HANDLED = and_(Row.accepted_at < bindparam("ends"), or_(SETTLED.is_(None), bindparam("begins") <= SETTLED))
STILL = or_(Row.issued_at.is_(None), Row.issued_at >= bindparam("begins"))
"""Had no result before a period begins: whatever is received, handled or settled in it is among these.

Said of one column, as files are read by it: most of them need not be unpacked where it leaves rows out.
"""
