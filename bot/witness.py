"""A file beside the database that remembers how far it had come: a restored old copy is found out by it."""

import json
import os
from pathlib import Path

from reminders.outbox import Beat


class FileWitness:
    """Counters are compared, not clocks. A missing or unreadable file holds nothing up: it is written anew."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "heartbeat.json"

    def note(self, beat: Beat) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        new = self._file.with_suffix(f".{os.getpid()}.new")
        new.write_text(json.dumps({"database": beat.database, "count": beat.count}), encoding="utf-8")
        new.replace(self._file)

    def noted(self) -> Beat | None:
        try:
            data = json.loads(self._file.read_text(encoding="utf-8"))
            return Beat(str(data["database"]), int(data["count"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None
