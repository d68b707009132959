"""Traces for OpenTelemetry: what a night, a delivery, an import and a backup did, and how long each part took.

Nothing of OpenTelemetry is loaded unless there is an address to send to and something to tell. A span holds counts,
dates and words of closed lists; never a statement, a name or what an error said. A collector that is away stops
nothing.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING

import structlog
from pydantic import HttpUrl, Secret

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider

Value = str | int | float | bool
Tell = Callable[..., None]
# Seconds for one batch of spans, further trials included: a night must not wait longer for a collector that is away.
SECONDS = 3.0
# What the lines of the log are bound to, as in flows; spans are found by the same.
BOUND = ("night", "on", "flow_run")
log = structlog.get_logger()


@dataclass(slots=True)
class _Sending:
    address: str | None = None
    provider: "TracerProvider | None" = None


_sending = _Sending()


def configure(url: Secret[HttpUrl] | None) -> None:
    """Send spans to an address from now on, or nowhere; what still waits for another address is sent first.

    Args:
        url: a collector that takes OTLP over HTTP; without a path, its usual one.
    """
    address = _address(url.get_secret_value()) if url else None
    if address == _sending.address:
        return
    if _sending.provider:
        _sending.provider.shutdown()
    _sending.address, _sending.provider = address, None


def _address(url: HttpUrl) -> str:
    return f"{url}v1/traces" if url.path == "/" and not url.query else str(url)


@contextmanager
def span(name: str, **told: Value) -> Iterator[Tell]:
    """Measure what happens within; yield what takes more to tell of it, such as counts at its end.

    Args:
        name: what happens.
        told: what is known of it at its start; by the same names as in the log.
    """
    provider = _provider()
    if provider is None:
        yield _nobody
        return
    from opentelemetry.trace import StatusCode  # noqa: PLC0415  # only where spans are sent

    known = {name: value for name, value in structlog.contextvars.get_contextvars().items() if name in BOUND}
    tracer = provider.get_tracer("groeituin")
    # An error's message may hold what people wrote; its kind does not.
    with tracer.start_as_current_span(
        name, attributes=_attributes(known | told), record_exception=False, set_status_on_exception=False
    ) as measured:
        try:
            yield lambda **more: measured.set_attributes(_attributes(more))
        except Exception as error:
            measured.set_status(StatusCode.ERROR, type(error).__name__)
            raise


def _nobody(**_told: Value) -> None:
    """Tell nobody."""


def _attributes(told: Mapping[str, Value]) -> dict[str, Value]:
    return {f"groeituin.{name}": value for name, value in told.items()}


def _provider() -> "TracerProvider | None":
    if _sending.address and _sending.provider is None:
        try:
            _sending.provider = _started(_sending.address)
        except ImportError:
            _sending.address = None
            log.warning("traces_kunnen_niet", advice="pip install 'groeituin[traces]'")
    return _sending.provider


def _started(address: str) -> "TracerProvider":
    """Return what sends spans in the background, and what is left when the process ends.

    It is not made OpenTelemetry's own of this process: Prefect would send its spans there too, with codes in them.
    """
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415  # only here
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415  # the same
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415  # the same
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415  # the same

    own = logging.getLogger("opentelemetry")
    if not any(isinstance(handler, _InOurLog) for handler in own.handlers):
        own.addHandler(_InOurLog(logging.ERROR))
        own.propagate = False
    provider = TracerProvider(
        resource=Resource.create({"service.name": "groeituin", "service.version": version("groeituin")})
    )
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=address, timeout=SECONDS)))
    return provider


class _InOurLog(logging.Handler):
    """Writes that spans were not sent as a line of our log, without the address, which may hold a key."""

    def emit(self, record: logging.LogRecord) -> None:
        numbers = [value for value in record.args or () if isinstance(value, int)]
        log.warning("traces_niet_verstuurd", status=numbers[0] if numbers else None)
