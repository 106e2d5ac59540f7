"""What this installation's procedures declare, and its readers with it."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial

import domain.agencies.answering
import domain.dossier.explanation
import domain.dossier.history
import domain.dossier.rejudge
import domain.dossier.story
import domain.dossier.view
from domain.dossier.state import Dossier
from tests.support.examples import REGISTRY

AGENCIES, QUERIES, ANSWERS = REGISTRY.agencies, REGISTRY.queries, REGISTRY.answers
WAITS, STEPS, step_words = REGISTRY.waits, REGISTRY.steps, REGISTRY.step
history = partial(domain.dossier.history.history, registry=REGISTRY)
tell = partial(domain.dossier.story.tell, registry=REGISTRY)
story = partial(domain.dossier.view.story, registry=REGISTRY)
why = partial(domain.dossier.explanation.why, registry=REGISTRY)
judged_again = partial(domain.dossier.rejudge.judged_again, registry=REGISTRY)
late = partial(domain.agencies.answering.late, registry=REGISTRY)


def describe(
    dossier: Dossier, now: datetime, person: str = "", offices: Mapping[str, str] = {}
) -> domain.dossier.view.View:
    """Where a dossier stands, as this installation says it."""
    return domain.dossier.view.describe(dossier, now, REGISTRY, person, offices)
