"""To try a package in: a house in which a test sets the time, and a whole house with people who call at its doors.

``Engine`` and ``House`` are for what the law says: time is skipped, registers are plain functions, officers of any
office decide. ``LocalHouse`` and ``People`` are every process on this machine, spoken to over HTTP.
"""

from infra.local.folder import DataFolder as DataFolder
from infra.local.house import LocalHouse as LocalHouse
from infra.local.people import PAPER as PAPER
from infra.local.people import Caller as Caller
from infra.local.people import GaveUp as GaveUp
from infra.local.people import Json as Json
from infra.local.people import People as People
from motcua.testing.engine import Engine as Engine
from motcua.testing.house import FiledDossier as FiledDossier
from motcua.testing.house import House as House
from motcua.testing.outside import Register as Register
from motcua.testing.outside import refusing as refusing
from motcua.testing.outside import silent as silent
