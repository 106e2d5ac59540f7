"""All that this package exports; only ``motcua`` itself imports it, at the first use of any of it."""

from activities.connector import AgencyRefused as AgencyRefused
from activities.connector import AgencyUnavailable as AgencyUnavailable
from activities.connector import Connector as Connector
from activities.connector import Envelope as Envelope
from domain.base.calendar import months_after as months_after
from domain.base.law import Channel as Channel
from domain.base.law import Role as Role
from domain.base.law import Status as Status
from domain.base.term import Term as Term
from domain.base.words import Words as Words
from domain.dossier import acts as acts
from domain.filing.filers import Filer as Filer
from domain.registers.query import Acknowledged as Acknowledged
from domain.registers.query import Agency as Agency
from domain.registers.query import Answer as Answer
from domain.registers.query import Query as Query
from domain.registers.query import Request as Request
from domain.statute.offices import Province as Province
from workflows.engine.forms import Filing as Filing
from workflows.engine.forms import Form as Form
from workflows.engine.forms import Guide as Guide
from workflows.engine.forms import Paper as Paper
from workflows.engine.forms import Result as Result
from workflows.engine.procedure import Procedure as Procedure
from workflows.engine.procedure import procedure as procedure
