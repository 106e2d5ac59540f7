"""Export over OTLP, loaded only where an endpoint is set. What an exception said stays here: it may quote a person."""

from collections.abc import Sequence

from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import Event, ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.trace import Status
from opentelemetry.util.types import Attributes

from infra.runtime.telemetry import taken_at

QUOTES = ("exception.message", "exception.stacktrace")


class Discreet(SpanExporter):
    """Passes spans on without the words of exceptions, which may repeat what somebody declared."""

    def __init__(self, exporter: SpanExporter) -> None:
        self._exporter = exporter

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Export spans as they may leave the house."""
        return self._exporter.export([discreet(span) for span in spans])

    def shutdown(self) -> None:
        """End with the exporter behind it."""
        self._exporter.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """Send what is left."""
        return self._exporter.force_flush(timeout_millis)


def discreet(span: ReadableSpan) -> ReadableSpan:
    """The span with types of errors alone."""
    return ReadableSpan(
        name=span.name,
        context=span.get_span_context(),
        parent=span.parent,
        resource=span.resource,
        attributes=span.attributes,
        events=[Event(event.name, _without_quotes(event.attributes), event.timestamp) for event in span.events],
        links=span.links,
        kind=span.kind,
        status=Status(span.status.status_code),
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=span.instrumentation_scope,
    )


def _without_quotes(attributes: Attributes) -> Attributes:
    return {name: value for name, value in (attributes or {}).items() if name not in QUOTES}


def providers(endpoint: str, service: str) -> tuple[TracerProvider, MeterProvider]:
    """Make what sends traces and metrics to a collector."""
    resource = Resource.create({"service.name": service})
    tracing = TracerProvider(resource=resource)
    exporter = OTLPSpanExporter(endpoint=taken_at(endpoint, "traces"))
    tracing.add_span_processor(BatchSpanProcessor(Discreet(exporter)))
    reader = PeriodicExportingMetricReader(OTLPMetricExporter(endpoint=taken_at(endpoint, "metrics")))
    return tracing, MeterProvider([reader], resource=resource)
