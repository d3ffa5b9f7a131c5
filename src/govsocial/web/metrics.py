"""What a Prometheus server reads of one application: its requests, and what its store counts of itself.

Labels are ours (route templates, causes, outcomes), never a client's text. README.md lists all names.
See https://prometheus.io/docs/practices/naming/ and https://prometheus.io/docs/specs/om/open_metrics_spec/
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Gauge, ProcessCollector
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
    Metric,
)
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector
from prometheus_client.utils import floatToGoString
from starlette.types import Scope

from govsocial.store import measurements
from govsocial.store.base import Store
from govsocial.store.measurements import BUCKETS_SECONDS, Histogram, Measured
from govsocial.web.cache.entries import OUTCOMES, Cache, Kind
from govsocial.web.exchange import Exchange, method_of, route_of


class Metrics:
    """The metrics of one application, in a registry of its own."""

    def __init__(self, store: Store) -> None:
        self._registry = registry = CollectorRegistry()
        labels = ("route", "method")
        self._requests = Counter("govsocial_requests", "Requests, by answer.", (*labels, "status"), registry=registry)
        self._durations: defaultdict[tuple[str, ...], Histogram] = defaultdict(Histogram)
        self._bytes = Counter(
            "govsocial_response_bytes", "Bytes of answers, without headers.", labels, registry=registry
        )
        self._before: list[Callable[[], None]] = []

        self._running = Gauge("govsocial_requests_running", "Requests that are being answered.", registry=registry)
        ProcessCollector(registry=registry)
        registry.register(_StoreCollector(store))
        registry.register(_DurationCollector(self._durations))

    @contextmanager
    def counting(self, scope: Scope, exchange: Exchange) -> Iterator[None]:
        """Count the request that the block answers; one that got no status counts as 499, as the client has left."""
        self._running.inc()
        try:
            yield
        finally:
            self._running.dec()
            labels = (route_of(scope), method_of(scope))
            self._requests.labels(*labels, exchange.status or 499).inc()
            self._durations[labels].observe(exchange.seconds)
            self._bytes.labels(*labels).inc(exchange.sent_bytes)

    def count_answered(self, kind: Kind, answered: Sequence[tuple[float, int]]) -> None:
        """Count requests that are alike but for their seconds and bytes."""
        labels = (kind.route, kind.method)
        self._requests.labels(*labels, kind.status).inc(len(answered))
        observe = self._durations[labels].observe
        for seconds, _ in answered:
            observe(seconds)
        self._bytes.labels(*labels).inc(sum(size for _, size in answered))

    def show_cache(self, cache: Cache) -> None:
        """Show what is kept, and how often it was of use."""
        self._registry.register(_CacheCollector(cache))

    def before_exposition(self, tell: Callable[[], None]) -> None:
        """Have this called before the metrics are read, so that nothing is missing."""
        self._before.append(tell)

    def count_connections(self, events: Mapping[str, int], current: Callable[[], int]) -> None:
        """Show what a server counts of its connections, by event, and how many there are, beside the rest."""
        self._registry.register(_ConnectionCollector(events, current))

    def exposition(self, accept: str | None) -> tuple[bytes, str]:
        """All of it as a document, and the document's content type: OpenMetrics, or Prometheus' own text."""
        for tell in self._before:
            tell()
        encode, content_type = choose_encoder(accept or "")
        return encode(self._registry), content_type


class _StoreCollector(Collector):
    """What the store counts, read when it is asked for."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def collect(self) -> Iterator[Metric]:
        yield InfoMetricFamily(
            "govsocial_revision", "What is answered from now.", value={"revision": self._store.revision}
        )
        if isinstance(self._store, Measured):
            yield from _loads(self._store)
            yield from _counts(self._store.measurements)


class _DurationCollector(Collector):
    """How long requests took, by route and method; the library's own histogram takes five times as long to count."""

    def __init__(self, durations: Mapping[tuple[str, ...], Histogram]) -> None:
        self._durations = durations

    def collect(self) -> Iterator[Metric]:
        text = "From a request to the end of its answer."
        yield _histogram("govsocial_request_duration_seconds", text, ("route", "method"), self._durations)


class _CacheCollector(Collector):
    """What the cache counts."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache

    def collect(self) -> Iterator[Metric]:
        yield GaugeMetricFamily("govsocial_cache_bytes", "Bytes of answers that are kept.", self._cache.bytes)
        yield GaugeMetricFamily("govsocial_cache_entries", "Answers that are kept.", len(self._cache))
        family = CounterMetricFamily(
            "govsocial_cache_lookups", "Requests for what may be kept, by outcome.", labels=("outcome",)
        )
        for outcome in OUTCOMES:
            family.add_metric((outcome,), self._cache.lookups[outcome])
        yield family


class _ConnectionCollector(Collector):
    """What the server counts of its connections."""

    def __init__(self, events: Mapping[str, int], current: Callable[[], int]) -> None:
        self._events = events
        self._current = current

    def collect(self) -> Iterator[Metric]:
        yield GaugeMetricFamily("govsocial_connections_open", "Connections that there are.", self._current())
        family = CounterMetricFamily("govsocial_connections", "Connections, by what became of them.", labels=("event",))
        for event in ("accepted", "dropped", "refused", "expired"):
            family.add_metric((event,), self._events.get(event, 0))
        yield family


def _loads(store: Measured) -> Iterator[Metric]:
    yield GaugeMetricFamily("govsocial_queries_running", "Queries that a worker is at.", store.running)
    yield GaugeMetricFamily("govsocial_queries_waiting", "Queries that wait for a worker.", store.waiting)
    yield GaugeMetricFamily("govsocial_writes_waiting", "Writes that wait for those before them.", store.waiting_writes)
    yield GaugeMetricFamily("govsocial_workers", "Worker processes alive, spares included.", len(store.pids))


def _counts(counts: measurements.Measurements) -> Iterator[Metric]:
    yield CounterMetricFamily("govsocial_processes_started", "Workers and writers started.", counts.started)
    yield CounterMetricFamily(
        "govsocial_failovers", "Queries that went on to the next store of others.", counts.failovers
    )
    kills = CounterMetricFamily("govsocial_kills", "Processes that were killed or died, by cause.", labels=("cause",))
    for cause, number in counts.kills.items():
        kills.add_metric((cause,), number)
    yield kills
    for name, text, durations in (
        ("govsocial_query_duration_seconds", "Of queries on a worker, by outcome.", counts.durations),
        ("govsocial_write_duration_seconds", "Of writes until they were true, by outcome.", counts.writes),
    ):
        yield _histogram(name, text, ("outcome",), {(outcome,): each for outcome, each in durations.items()})


def _histogram(name: str, text: str, labels: Sequence[str], by_labels: Mapping[tuple[str, ...], Histogram]) -> Metric:
    family = HistogramMetricFamily(name, text, labels=labels)
    bounds = (*map(floatToGoString, BUCKETS_SECONDS), "+Inf")
    for values, histogram in by_labels.items():
        family.add_metric(values, list(zip(bounds, histogram.cumulative, strict=True)), histogram.sum_seconds)
    return family
