"""One trace leads from the applicant's request to the register, and nothing about a person leaves with it."""

import json
import logging
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import httpx2
import pytest
from google.protobuf.json_format import MessageToJson
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceRequest,
    ExportMetricsServiceResponse,
)
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from pydantic import BaseModel, ValidationError

from domain.base.standstill import StandsStill, Standstill
from infra.local.folder import DataFolder
from infra.local.people import Json, People
from infra.runtime.logs import JsonLines
from infra.runtime.otlp import Discreet
from infra.runtime.settings import Settings
from infra.runtime.telemetry import Telemetry, carry_trace, temporal_interceptors
from tests.support.houses import PassingHouse

EMAIL = "thu.dien.tu.rieng@example.vn"
TOKEN = "MARIEKURIE"
TRACES = "/v1/traces"
SIGNALS: dict[str, tuple[Any, Any]] = {
    TRACES: (ExportTraceServiceRequest, ExportTraceServiceResponse),
    "/v1/metrics": (ExportMetricsServiceRequest, ExportMetricsServiceResponse),
}


@dataclass
class Collector:
    """A collector that keeps what it is sent."""

    spans: list[Any] = field(default_factory=list)
    metrics: list[Any] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def take(self, signal: str, body: bytes) -> bytes:
        """Take traces or metrics, by the path that they came to, and confirm them."""
        request, answer = SIGNALS[signal]
        told = request.FromString(body)
        self.said.append(MessageToJson(told, ensure_ascii=False))
        if signal == TRACES:
            self.spans += [s for r in told.resource_spans for scope in r.scope_spans for s in scope.spans]
        else:
            self.metrics += [m for r in told.resource_metrics for scope in r.scope_metrics for m in scope.metrics]
        return bytes(answer().SerializeToString())

    def names(self, trace_id: bytes) -> set[str]:
        """Name the spans of one trace."""
        return {span.name for span in self.spans if span.trace_id == trace_id}


@contextmanager
def listening() -> Iterator[tuple[Collector, str]]:
    """A collector and its endpoint."""
    collector = Collector()

    class Taking(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            answer = collector.take(self.path, self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Type", "application/x-protobuf")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Taking) as server:
        server.daemon_threads = True
        serving = Thread(target=server.serve_forever)
        serving.start()
        try:
            yield collector, f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            serving.join()


@dataclass
class Seen:
    """All that came out of a house in which one birth was accepted."""

    collector: Collector
    code: str
    calls: list[Json]
    personal: list[str]
    logs: dict[str, str]


@pytest.fixture(scope="module")
async def seen(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Seen]:
    """A house that reports to a collector, from its opening to its end."""
    path = tmp_path_factory.mktemp("telemetry")
    with listening() as (collector, endpoint), DataFolder(path) as folder:
        house = await PassingHouse.on(folder, otlp_endpoint=endpoint, log_level="DEBUG")
        async with await house.stack(), People(house.api_url, house.sandbox_url) as people:
            code, personal = await live(people)
            calls = (await people.sandbox.get("/population/_calls", params={"detail": 1})).json()["calls"]
        logs = {file.name: file.read_text(errors="replace") for file in (path / "logs").iterdir()}
        yield Seen(collector, code, calls, personal, logs)


async def live(people: People) -> tuple[str, list[str]]:
    """File a birth and let the desk accept it, with refusals and a register that fails on the way."""
    [couple] = await people.couples()
    mother = await people.who(f"citizen:{couple['mother']['number']}")
    desk, registrar = await people.who("officer:tiepnhan.phohien"), await people.who("officer:hotich.phohien")
    await people.fault("population", "unavailable", calls=1)
    contact = {"email": EMAIL, "locale": "vi", "phone": "0912345678"}
    bad = await people.application(mother, couple, contact=contact)
    bad["form"]["child"]["born"] = "2099-01-01"
    assert (await mother.post("dossiers", json=bad, headers={"Idempotency-Key": "k1"})).status_code == 422
    code = await people.file(mother, couple, contact=contact)
    await people.decide(desk, code, "accept")
    await people.task(registrar, code, kind="verify")
    for page in ("verify", "VERIFY"):  # what is verified says who holds it
        await people.api.get(people.api.base_url.join(f"/{page}/{TOKEN}"))
    form = (await people.application(mother, couple))["form"]
    return code, [*told(form), EMAIL, contact["phone"], TOKEN]


def told(form: Json) -> list[str]:
    """Everything that a form says of people, as far as it is theirs alone."""
    child, parents = form["child"], (form["mother"], form["father"])
    names = [f"{child['family_name']} {child['middle_name']} {child['given_name']}"]
    return names + [parent[key] for parent in parents for key in ("number", "full_name")] + [child["place_of_birth"]]


def test_one_trace_leads_from_the_request_to_the_register(seen: Seen) -> None:
    decisions = [s for s in seen.collector.spans if s.name == "POST /api/v1/tasks/{task}/decision" and status(s) == 200]
    accepting = min(decisions, key=lambda span: span.start_time_unix_nano)
    names = seen.collector.names(accepting.trace_id)
    assert names >= {
        "POST /api/v1/tasks/{task}/decision",
        "SignalWithStartWorkflow:1.001193",
        "RunWorkflow:1.001193",
        "StartActivity:ask",
        "RunActivity:ask",
        "agency person_by_number",
        "agency marriage_of",
    }
    carried = {call["traceparent"].split("-")[1] for call in seen.calls if call["MaHoSo"] == seen.code}
    assert carried == {accepting.trace_id.hex()}


def status(span: Any) -> int:
    """The HTTP status that a request's span tells."""
    found = {a.key: a.value.int_value for a in span.attributes}
    return int(found.get("http.status_code") or found.get("http.response.status_code") or 0)


def test_an_act_is_a_trace_of_its_own_that_reaches_the_workflow(seen: Seen) -> None:
    decision = next(s for s in seen.collector.spans if s.name == "POST /api/v1/tasks/{task}/decision")
    assert "SignalWithStartWorkflow:1.001193" in seen.collector.names(decision.trace_id)


def test_what_is_measured_is_few_and_told_by_kind(seen: Seen) -> None:
    names = {metric.name for metric in seen.collector.metrics}
    assert names >= {
        "motcua.events",
        "motcua.refusals",
        "motcua.deliveries",
        "motcua.delivery.lag",
        "motcua.agency.duration",
    }
    assert "temporal_workflow_task_execution_latency" in " ".join(names)
    [outcomes, refusals] = [labels(seen, "motcua.agency.duration", "outcome"), labels(seen, "motcua.refusals", "type")]
    assert outcomes >= {"answered", "AgencyUnavailable"}
    assert "form-invalid" in refusals
    assert {"filed", "accepted", "answered"} <= labels(seen, "motcua.events", "type")


def labels(seen: Seen, metric: str, label: str) -> set[str]:
    """The values that a metric was told under a label."""
    kinds = [getattr(m, m.WhichOneof("data")) for m in seen.collector.metrics if m.name == metric]
    points = [point for kind in kinds for point in kind.data_points]
    return {a.value.string_value for point in points for a in point.attributes if a.key == label}


def test_no_span_metric_or_log_tells_anything_about_a_person(seen: Seen) -> None:
    everything = seen.logs | {f"export {n}": text for n, text in enumerate(seen.collector.said)}
    found = {(place, value) for place, text in everything.items() for value in seen.personal if value in text}
    assert found == set()
    assert {"api.log", "worker.log", "temporal.log", "postgres.log"} <= set(seen.logs)


def test_logs_are_lines_of_json_with_dossier_and_trace(seen: Seen) -> None:
    lines = [json.loads(line) for line in seen.logs["worker.log"].splitlines() if line.startswith("{")]
    [late] = [line for line in lines if line["event"] == "agency_unavailable"]
    assert (late["dossier"], late["agency"]) == (seen.code, "population")
    assert len(late["trace_id"]) == 32
    strange = [line for line in seen.logs["worker.log"].splitlines() if line and not line.startswith("{")]
    assert [line for line in strange if not line.startswith("---")] == []


NASTY = "a\nb\r{}\u2028c\u2029d\x85e\x1b[31mf\u202eg\x0bh\x1ci"
LOGS = """
import json, logging, sys, structlog
from infra.runtime.logs import log_as_json
log_as_json("INFO")
nasty = json.loads(sys.stdin.read())
structlog.get_logger().info(nasty, dossier=nasty)
logging.getLogger("library").warning("said %s", nasty)
"""


def test_a_line_break_that_somebody_sends_makes_no_line_of_the_log() -> None:
    run = subprocess.run(
        [sys.executable, "-c", LOGS], input=json.dumps(NASTY).encode(), capture_output=True, check=True
    )
    ours, theirs = run.stderr.decode().splitlines()
    assert json.loads(ours)["dossier"] == NASTY
    assert json.loads(theirs)["event"] == "said a"
    assert not set("\x1b\u202e") & set(ours + theirs)


def test_without_an_endpoint_nothing_is_made_that_could_send() -> None:
    telemetry = Telemetry(Settings(), "motcua-test")
    assert not telemetry.on
    assert temporal_interceptors(Settings()) == []
    telemetry.close()


async def test_without_a_trace_nothing_is_carried() -> None:
    request = httpx2.Request("GET", "http://register.test/")
    await carry_trace(request)
    assert "traceparent" not in request.headers


class Declared(BaseModel):
    """Something that somebody declared."""

    number: int


def quoting() -> ValidationError:
    """An error that repeats what was declared."""
    with pytest.raises(ValidationError) as caught:
        Declared.model_validate({"number": "Tạ Kiều Oanh"})
    assert "Oanh" in str(caught.value)
    return caught.value


def test_a_span_keeps_the_type_of_an_error_and_not_its_words() -> None:
    kept = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(Discreet(kept)))
    with pytest.raises(ValidationError), provider.get_tracer("t").start_as_current_span("s"):
        raise quoting()
    [span] = kept.get_finished_spans()
    assert "Oanh" not in span.to_json()
    assert "ValidationError" in span.to_json()
    assert span.status.is_ok is False


def test_a_librarys_log_keeps_the_type_of_an_error_and_not_its_words() -> None:
    record = logging.LogRecord("temporalio", logging.WARNING, __file__, 1, "failed\n%s", ("x",), None)
    error = quoting()
    record.exc_info = (type(error), error, error.__traceback__)
    line = JsonLines().format(record)
    assert "Oanh" not in line
    assert json.loads(line)["error"] == "ValidationError"
    assert json.loads(line)["event"] == "failed"


def test_a_log_says_why_a_dossier_stands_still() -> None:
    error = StandsStill(str(Standstill("a.py:3, examine", "verify", "missing-name", "least")))
    record = logging.LogRecord("temporalio", logging.WARNING, __file__, 1, "failed", (), (type(error), error, None))
    line = json.loads(JsonLines().format(record))
    assert (line["error"], line["why"]) == (
        "StandsStill",
        "a.py:3, examine, step “verify”, missing-name: least",
    )


class Broken(SpanExporter):
    """A collector that is away."""

    def export(self, spans: Any) -> SpanExportResult:
        """Fail."""
        return SpanExportResult.FAILURE


def test_a_collector_that_is_away_is_reported_as_such() -> None:
    assert Discreet(Broken()).export([]) == SpanExportResult.FAILURE
