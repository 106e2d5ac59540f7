"""A whole house on one machine, and people who call at its doors, to try an agency's package in."""

from infra.local.folder import DataFolder as DataFolder
from infra.local.house import LocalHouse as LocalHouse
from infra.local.people import Caller as Caller
from infra.local.people import Json as Json
from infra.local.people import People as People
