"""Of a failure is told what stands in the code, and of anything else its type alone."""

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.api.failure.v1 import ActivityFailureInfo, ApplicationFailureInfo, Failure, TimeoutFailureInfo
from temporalio.api.history.v1 import HistoryEvent, WorkflowExecutionFailedEventAttributes
from temporalio.client import Client

from domain.base.standstill import CAUSES, Standstill
from domain.dossier.acts import ENGINE
from infra.engine.failing import Failures, _failure_of
from infra.engine.temporal import connect
from infra.runtime.settings import Settings
from tests.support.ledger import Ledger

NOBODY = Settings(temporal_address="127.0.0.1:9")


@pytest.fixture
async def client(ledger: Ledger) -> Client:
    """Of an engine that is down: nothing is asked of it."""
    return await connect(NOBODY, ledger.engine.database, lazy=True)


@pytest.mark.parametrize(
    ("kind", "text", "cause", "about", "place"),
    [
        ("Unprintable", "Incomplete: stall.html:7: 'sinse' is undefined", "not-printed", "'sinse' is undefined", True),
        ("Unprintable", "Incomplete: stall.html:7: Invalid isoformat string: 'Oanh'", "other", "Unprintable", False),
        ("AgencyUnavailable", "MOTCUA_REGISTERS has no address of sizes", "no-answer", "no address of sizes", False),
        ("AgencyUnavailable", "Tạ Kiều Oanh is unknown", "no-answer", "AgencyUnavailable", False),
        ("KeyError", "'Tạ Kiều Oanh'", "other", "KeyError", False),
        ("StandsStill", "a.py:3, examine, step “verify”, missing-name: least", "missing-name", "least", True),
        ("StandsStill", "a.py:3, examine, step “verify”, made-up: Oanh", "other", "StandsStill", False),
    ],
)
async def test_a_failure_is_told_by_what_it_says_of_the_code(
    client: Client, ledger: Ledger, kind: str, text: str, cause: str, about: str, *, place: bool
) -> None:
    failure = Failure(message=text, application_failure_info=ApplicationFailureInfo(type=kind))
    said = await Failures(client, ledger.engine.database, ENGINE)._read(failure, "issue")
    assert said.cause == cause
    assert said.about.endswith(about)
    assert bool(said.place) == place
    assert "Oanh" not in str(said)


@pytest.mark.parametrize("cause", CAUSES)
def test_what_is_said_is_read_again(cause: str) -> None:
    said = Standstill("internal_rules.py:91, examine", "employer#2", cause, "least")
    assert Standstill.read(str(said)) == said
    assert said.why.vi != said.why.en


def test_of_a_call_that_was_given_up_is_told_what_it_failed_in_last() -> None:
    last = Failure(message="x", application_failure_info=ApplicationFailureInfo(type="Unprintable"))
    late = Failure(timeout_failure_info=TimeoutFailureInfo(), cause=last)
    call = Failure(activity_failure_info=ActivityFailureInfo(), cause=late)
    ended = WorkflowExecutionFailedEventAttributes(failure=call)
    event = HistoryEvent(
        event_type=EventType.EVENT_TYPE_WORKFLOW_EXECUTION_FAILED, workflow_execution_failed_event_attributes=ended
    )
    assert _failure_of(event) == last
