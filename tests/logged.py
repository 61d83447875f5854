"""What the program logs while a test runs."""

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog

from bot import logs


class Logged:
    """The lines so far, each as its fields."""

    def __init__(self, stream: io.StringIO) -> None:
        self._stream = stream

    @property
    def text(self) -> str:
        return self._stream.getvalue()

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.splitlines()]

    def of(self, event: str) -> list[dict[str, Any]]:
        """The lines whose event holds these words."""
        return [line for line in self.lines if event in line["event"]]


@contextmanager
def logged(level: str = "info") -> Iterator[Logged]:
    """The logging of the test run is put back afterwards."""
    root = logging.getLogger()
    handlers, before = root.handlers[:], root.level
    stream = io.StringIO()
    logs.configure(level, stream)
    try:
        yield Logged(stream)
    finally:
        root.handlers[:] = handlers
        root.setLevel(before)
        logging.getLogger("wicbot").setLevel(logging.NOTSET)
        structlog.reset_defaults()
