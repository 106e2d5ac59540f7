"""What this installation's procedures declare, and its readers with it."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial

import domain.again
import domain.answering
import domain.history
import domain.story
import domain.view
import domain.why
from domain.dossier import Dossier
from tests.examples import REGISTRY

AGENCIES, QUERIES, ANSWERS = REGISTRY.agencies, REGISTRY.queries, REGISTRY.answers
WAITS, STEPS, step_words = REGISTRY.waits, REGISTRY.steps, REGISTRY.step
history = partial(domain.history.history, registry=REGISTRY)
tell = partial(domain.story.tell, registry=REGISTRY)
story = partial(domain.view.story, registry=REGISTRY)
why = partial(domain.why.why, registry=REGISTRY)
judged_again = partial(domain.again.judged_again, registry=REGISTRY)
late = partial(domain.answering.late, registry=REGISTRY)


def describe(dossier: Dossier, now: datetime, person: str = "", offices: Mapping[str, str] = {}) -> domain.view.View:
    """Where a dossier stands, as this installation says it."""
    return domain.view.describe(dossier, now, REGISTRY, person, offices)
