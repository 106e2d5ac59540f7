"""Traces, metrics and logs. Off to the outside unless an OTLP endpoint is set; never any personal data in them.

What is measured is defined here and reported through the functions below; without an endpoint they cost nothing.
"""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import httpx2
from opentelemetry import context, metrics, propagate, trace

from infra.runtime.logs import log_as_json as log_as_json

if TYPE_CHECKING:
    from fastapi import FastAPI
    from opentelemetry.sdk.metrics import MeterProvider
    from opentelemetry.sdk.trace import TracerProvider
    from sqlalchemy.ext.asyncio import AsyncEngine
    from temporalio.client import Interceptor
    from temporalio.runtime import Runtime

    from domain.base.refusals import Refusal
    from domain.dossier.journal import Event
    from infra.runtime.settings import Settings

_tracer = trace.get_tracer("motcua")
_meter = metrics.get_meter("motcua")
_appended = _meter.create_counter("motcua.events", description="Events appended to journals, by type of act")
_refusals = _meter.create_counter("motcua.refusals", description="Refusals told to people, by type")
_deliveries = _meter.create_counter("motcua.deliveries", description="Outbox messages brought, by kind and outcome")
_lag = _meter.create_histogram("motcua.delivery.lag", "s", "From an event to the delivery of what it owes")
_calls = _meter.create_histogram("motcua.agency.duration", "s", "Calls to agencies, by agency and outcome")
_sync_lag = _meter.create_histogram("motcua.sync.lag", "s", "From an event to the portal's word that it knows it")
_sync_failed = _meter.create_counter("motcua.sync.failed", description="Tries to tell the portal, by what kept them")

UNTRACED = "health,/verify,/VERIFY"
"""Requests without a trace: what is verified stands in its address, and a person's name in that."""


class Telemetry:
    """One process's traces and metrics; without an endpoint it only sets up the logs."""

    def __init__(self, settings: "Settings", service: str) -> None:
        self.on = bool(settings.otlp_endpoint)
        log_as_json(settings.log_level)
        self._tracing: TracerProvider | None = None
        self._metering: MeterProvider | None = None
        if self.on:
            self._start(settings.otlp_endpoint, service)

    def _start(self, endpoint: str, service: str) -> None:
        from infra.runtime.otlp import providers  # Loading the exporters takes a process a third of a second.

        self._tracing, self._metering = providers(endpoint, service)
        trace.set_tracer_provider(self._tracing)
        metrics.set_meter_provider(self._metering)

    def watch_api(self, app: "FastAPI") -> None:
        """Trace requests."""
        if self.on:
            from opentelemetry.instrumentation.fastapi import FastAPIInstrumentor

            FastAPIInstrumentor.instrument_app(app, excluded_urls=UNTRACED, exclude_spans=["receive", "send"])

    def watch_database(self, engine: "AsyncEngine") -> None:
        """Trace statements; their parameters stay out."""
        if self.on:
            from opentelemetry.instrumentation.sqlalchemy import SQLAlchemyInstrumentor

            SQLAlchemyInstrumentor().instrument(engine=engine.sync_engine)

    def close(self) -> None:
        """Send what is left."""
        if self._tracing and self._metering:
            self._tracing.shutdown()
            self._metering.shutdown()


def taken_at(endpoint: str, signal: str) -> str:
    """Where a collector takes traces or metrics over HTTP: gRPC's Python would lie in the memory of every process."""
    return f"{endpoint.rstrip('/')}/v1/{signal}"


def temporal_interceptors(settings: "Settings") -> "Sequence[Interceptor]":
    """Carry the trace of an act through signals, workflows and activities."""
    if not settings.otlp_endpoint:
        return []
    from temporalio.contrib.opentelemetry import TracingInterceptor

    return [TracingInterceptor()]


def temporal_runtime(settings: "Settings") -> "Runtime":
    """Report Temporal's own metrics beside ours, and keep its core from logging the words of a failure."""
    from temporalio.runtime import LoggingConfig, OpenTelemetryConfig, Runtime, TelemetryConfig, TelemetryFilter

    endpoint = settings.otlp_endpoint
    metering = OpenTelemetryConfig(url=taken_at(endpoint, "metrics"), http=True) if endpoint else None
    logging = LoggingConfig(filter=TelemetryFilter(core_level="ERROR", other_level="ERROR"))
    return Runtime(telemetry=TelemetryConfig(logging=logging, metrics=metering))


def appended(events: "Iterable[Event]") -> None:
    """Count what a transaction added to a journal, once it is committed."""
    for event in events:
        _appended.add(1, {"type": event.act.type})


def refused(refusal: "Refusal") -> None:
    """Count a "no" that somebody was told."""
    _refusals.add(1, {"type": refusal.slug})


def delivered(kind: str, owed_since: datetime | None, *, taken: bool) -> None:
    """Count one attempt to bring what the outbox owes, and how late it came."""
    _deliveries.add(1, {"kind": kind, "outcome": "taken" if taken else "postponed"})
    if taken and owed_since:
        _lag.record(max((datetime.now(UTC) - owed_since).total_seconds(), 0), {"kind": kind})


def synchronised(owed_since: datetime) -> None:
    """Note how late the portal knows what it was owed."""
    _sync_lag.record(max((datetime.now(UTC) - owed_since).total_seconds(), 0))


def not_synchronised(why: str) -> None:
    """Count a try that the portal did not confirm."""
    _sync_failed.add(1, {"why": why})


@contextmanager
def agency_call(agency: str, operation: str, dossier: str) -> Iterator[None]:
    """Span and time one call to an agency; its outcome is "answered" or the name of what went wrong."""
    began, outcome = time.monotonic(), "answered"
    labels = {"agency": agency, "operation": operation}
    with _tracer.start_as_current_span(
        f"agency {operation}", kind=trace.SpanKind.CLIENT, attributes=labels | {"dossier": dossier}
    ) as span:
        try:
            yield
        except BaseException as error:
            outcome = type(error).__name__
            raise
        finally:
            span.set_attribute("outcome", outcome)
            _calls.record(time.monotonic() - began, labels | {"outcome": outcome})


@contextmanager
def continuing(carried: Mapping[str, str]) -> Iterator[None]:
    """Go on with the trace of the act that a message came from."""
    token = context.attach(propagate.extract(dict(carried)))
    try:
        yield
    finally:
        context.detach(token)


async def carry_trace(request: httpx2.Request) -> None:
    """Name the current trace to whom we call: a request hook for HTTP clients."""
    propagate.inject(request.headers)


TRACED: dict[str, list[Any]] = {"request": [carry_trace]}
"""``event_hooks`` of every HTTP client."""
