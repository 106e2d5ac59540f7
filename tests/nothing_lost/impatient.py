"""The front door, with a shorter silence: it is the door that freezes the rules into a filing."""

from datetime import timedelta

from api.app import create_app
from workflows.civil_status.birth_registration import BirthRegistration

__all__ = ["create_app"]

SILENCE = timedelta(seconds=20)
"""Longer than any applicant here needs, shorter than a test's patience."""

BirthRegistration.silence = SILENCE
