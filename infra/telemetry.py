"""Traces, metrics and logs. Off to the outside unless an OTLP endpoint is set; never any personal data in them."""

import logging
import sys
from typing import Any

import structlog
from fastapi import FastAPI
from opentelemetry import metrics, trace
from opentelemetry.exporter.otlp.proto.grpc.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.fastapi import FastAPIInstrumentor
from opentelemetry.instrumentation.sqlalchemy import SQLAlchemyInstrumentor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from sqlalchemy.ext.asyncio import AsyncEngine

from infra.settings import Settings


class Telemetry:
    """One process's traces and metrics; without an endpoint it only sets up the logs."""

    def __init__(self, settings: Settings, service: str) -> None:
        self.on = bool(settings.otlp_endpoint)
        log_as_json(settings.log_level)
        self._tracing: TracerProvider | None = None
        self._metering: MeterProvider | None = None
        if self.on:
            self._start(settings.otlp_endpoint, Resource.create({"service.name": service}))

    def _start(self, endpoint: str, resource: Resource) -> None:
        self._tracing = TracerProvider(resource=resource)
        self._tracing.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=endpoint, insecure=True)))
        trace.set_tracer_provider(self._tracing)
        reader = PeriodicExportingMetricReader(OTLPMetricExporter(endpoint=endpoint, insecure=True))
        self._metering = MeterProvider([reader], resource=resource)
        metrics.set_meter_provider(self._metering)

    def watch_api(self, app: FastAPI) -> None:
        """Trace requests."""
        if self.on:
            FastAPIInstrumentor.instrument_app(app, excluded_urls="health")

    def watch_database(self, engine: AsyncEngine) -> None:
        """Trace statements; their parameters stay out."""
        if self.on:
            SQLAlchemyInstrumentor().instrument(engine=engine.sync_engine)

    def close(self) -> None:
        """Send what is left."""
        if self._tracing and self._metering:
            self._tracing.shutdown()
            self._metering.shutdown()


def log_as_json(level: str) -> None:
    """Write one JSON object a line, with the trace it belongs to."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _with_trace,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


def _with_trace(_logger: Any, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    span = trace.get_current_span().get_span_context()
    if span.is_valid:
        event["trace_id"] = format(span.trace_id, "032x")
    return event
