"""Counters and histograms, for Prometheus."""

from collections.abc import Mapping

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, Info, generate_latest

from handlers.contract import Incoming, Reply
from handlers.ports import Reload
from reminders.outbox import NoticeState

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
        self._notices = Counter(
            "wicbot_notices",
            "Times a reminder was handed over, by what came of it.",
            ("channel", "outcome"),
            registry=self.registry,
        )
        self._open = Gauge("wicbot_notices_open", "Reminders not over, by state.", ("state",), registry=self.registry)
        self._held = Gauge("wicbot_sending_held", "1 while sending is held.", registry=self.registry)
        self._beat = Gauge("wicbot_heartbeat_seconds", "When reminders were last looked at.", registry=self.registry)
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

    def notice_handed_over(self, channel: str, outcome: str) -> None:
        self._notices.labels(channel, outcome).inc()

    def heart_beat(self, open_notices: Mapping[NoticeState, int], *, held: bool) -> None:
        """What the books say after a heartbeat; states without a notice are told as 0."""
        for state, count in open_notices.items():
            self._open.labels(state).set(count)
        self._held.set(held)
        self._beat.set_to_current_time()

    def exposition(self) -> bytes:
        """All figures in the text format Prometheus reads."""
        return generate_latest(self.registry)
