"""Counters and histograms, for Prometheus."""

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, Info, generate_latest

from handlers.contract import Incoming, Reply
from handlers.ports import Reload

_SECONDS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
_CONFIDENCE = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


class Metrics:
    """The figures of one process. Labels are closed lists, so that no chat can make a new series."""

    content_type = CONTENT_TYPE_LATEST

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._turns = Counter(
            "wicbot_turns", "Messages answered.", ("channel", "kind", "language"), registry=self.registry
        )
        self._failures = Counter(
            "wicbot_turn_failures", "Messages that broke the program.", ("channel",), registry=self.registry
        )
        self._seconds = Histogram(
            "wicbot_turn_seconds", "Time to answer.", ("channel",), buckets=_SECONDS, registry=self.registry
        )
        self._confidence = Histogram(
            "wicbot_turn_confidence",
            "Confidence of replies.",
            ("kind",),
            buckets=_CONFIDENCE,
            registry=self.registry,
        )
        self._refused = Counter(
            "wicbot_requests_refused", "HTTP requests refused.", ("status",), registry=self.registry
        )
        self._reloads = Counter("wicbot_reloads", "Reloads of the pack.", ("outcome",), registry=self.registry)
        self._pack = Info("wicbot_pack", "The pack in use.", registry=self.registry)

    def turn_done(self, message: Incoming, reply: Reply, seconds: float) -> None:
        self._turns.labels(message.channel, reply.kind.value, reply.language).inc()
        self._seconds.labels(message.channel).observe(seconds)
        self._confidence.labels(reply.kind.value).observe(reply.confidence)

    def turn_failed(self, message: Incoming, seconds: float) -> None:
        self._failures.labels(message.channel).inc()
        self._seconds.labels(message.channel).observe(seconds)

    def request_refused(self, status: int) -> None:
        self._refused.labels(str(status)).inc()

    def pack_in_use(self, version: str) -> None:
        """Of this one series the label changes: there is one pack in use."""
        self._pack.info({"version": version})

    def reload_done(self, outcome: Reload) -> None:
        self._reloads.labels(type(outcome).__name__.lower()).inc()
        self.pack_in_use(outcome.version)

    def exposition(self) -> bytes:
        """All figures in the text format Prometheus reads."""
        return generate_latest(self.registry)
