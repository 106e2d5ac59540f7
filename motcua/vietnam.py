"""What is Vietnam's alone and an agency's author needs: people as forms declare them, and their numbers."""

from domain.base.calendar import age as age
from domain.statute.offices import police_of as police_of
from domain.vietnam.people.citizen_number import CitizenNumber as CitizenNumber
from domain.vietnam.people.citizen_number import Sex as Sex
from domain.vietnam.people.declared import Citizen as Citizen
from domain.vietnam.people.declared import Declared as Declared
from domain.vietnam.people.declared import EntryInRegister as EntryInRegister
from domain.vietnam.people.declared import Resident as Resident
from domain.vietnam.who_files import ANYBODY as ANYBODY
from domain.vietnam.who_files import household_head as household_head
from domain.vietnam.who_files import kin as kin
from domain.vietnam.who_files import parents as parents
from domain.vietnam.who_files import representative as representative
from domain.vietnam.who_files import themselves as themselves
