"""Real wicbot processes: one run to its end, or a served one and the address it says it is ready at."""

import json
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
WICBOT = (sys.executable, "-m", "bot")
_STARTS_WITHIN = 60
_STOPS_WITHIN = 20


Run = Callable[..., subprocess.CompletedProcess[str]]


def running(environment: Mapping[str, str], folder: Path, *command: str) -> Run:
    """Runs `wicbot COMMAND …` to its end, in a folder that is not the project's."""

    def run(*arguments: str, said: str = "", **extra: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*WICBOT, *command, *arguments],
            input=said,
            env={**environment, "PYTHONPATH": str(ROOT), **extra},
            cwd=folder,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )

    return run


@dataclass
class Served:
    """A running server."""

    process: subprocess.Popen[str]
    url: str

    def get(self, path: str) -> tuple[int, str]:
        with urllib.request.urlopen(self.url + path, timeout=10) as answer:
            return answer.status, answer.read().decode()

    def say(self, text: str, **fields: str) -> dict[str, Any]:
        """One message through the machine interface."""
        request = urllib.request.Request(
            f"{self.url}/api/v1/messages",
            data=json.dumps({"text": text, **fields}).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            data: dict[str, Any] = json.load(answer)
            return data

    def stop(self, number: int = signal.SIGTERM) -> int:
        """The exit code after a signal."""
        self.process.send_signal(number)
        return self.process.wait(_STOPS_WITHIN)


@contextmanager
def served(
    environment: Mapping[str, str],
    *,
    command: Sequence[str] = WICBOT,
    arguments: Sequence[str] = ("--port", "0"),
    folder: Path = ROOT,
) -> Iterator[Served]:
    """`wicbot serve`, once it says it is ready; ended afterwards if it still runs."""
    with subprocess.Popen(
        [*command, "serve", *arguments],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as process:
        try:
            yield Served(process, _ready(process))
        finally:
            if process.poll() is None:
                process.terminate()
                _wait_or_kill(process)


def _ready(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    began = time.monotonic()
    line = process.stdout.readline()
    if not line.startswith("ready "):
        process.kill()
        assert process.stderr
        raise AssertionError(f"no ready line but {line!r}; stderr: {process.stderr.read()}")
    assert time.monotonic() - began < _STARTS_WITHIN
    return line.removeprefix("ready ").strip()


def _wait_or_kill(process: subprocess.Popen[str]) -> None:
    try:
        process.wait(_STOPS_WITHIN)
    except subprocess.TimeoutExpired:
        process.kill()
