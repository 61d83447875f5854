"""Time and memory at 1,000 to 1,000,000 stored paraphrases, each measurement in a process of its own.

python -m benchmarks.growth build|ask '{…}'     one measurement; started by `run`
"""

import argparse
import json
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.metrics import quantile
from benchmarks.paraphrases import MOST_LABELS, PER_LABEL, Grammar, Line, labels_for
from benchmarks.report import Report, Table, not_run, share

if TYPE_CHECKING:
    from benchmarks.rankers import System  # at run time its import is part of what is measured

SIZES = (1_000, 10_000, 100_000, 1_000_000)
QUICK = (1_000, 5_000)
FIXED_LABELS = 150
SEED = 4
_ASKED = 1_000  # questions at most, and
_ASKING = 10.0  # seconds at most of asking, in one process
_MEMORY = 0.7  # of the machine's, for one process

_COLUMNS = ("system", "paraphrases", "labels", "build", "cold start", "warm start", "p50", "p99",
            "per second, 1 process", "2 processes", "peak building", "peak asking", "right")  # fmt: skip
_NOTES = (
    f"Paraphrases: a seeded grammar (benchmarks/paraphrases.py). Labels: one to {PER_LABEL} paraphrases, at most "
    f"{MOST_LABELS}; and again {FIXED_LABELS} at every size. *right*: of unseen paraphrases of the same grammar, as a "
    "check that the work was done.",
    "*build*: seconds of learning from the texts. *cold start*: importing, learning and the first reply; *warm "
    "start*: importing, loading what was kept and the first reply, or learning again where a system keeps nothing "
    "(†); both in a fresh process, its interpreter's start not counted.",
    f"*p50*, *p99*: milliseconds a question, one at a time, {_ASKED} questions or {_ASKING:.0f} seconds of them. "
    "*2 processes*: questions per second of two processes asked at once. Peaks: MiB of the process, texts included.",
)


@dataclass(frozen=True)
class Task:
    """What one process is to measure."""

    system: str
    size: int
    labels: int
    folder: str


def run(report: Report, sizes: Sequence[int], minutes: float) -> None:
    for title, labels_of in _SERIES:
        table = Table(title, _COLUMNS, notes=_NOTES)
        gone: dict[str, str] = {}
        for size in sizes:
            for name in _systems():
                if name in gone:
                    table.add(name, size, labels_of(size), not_run(f"{gone[name]} at a smaller size"))
                    continue
                with tempfile.TemporaryDirectory() as folder:
                    cells = _measured(Task(name, size, labels_of(size), folder), minutes)
                table.add(name, size, labels_of(size), *cells)
                if len(cells) == 1:
                    gone[name] = str(cells[0]).removeprefix("not run (").removesuffix(")")
        report.add(table)


_SERIES: tuple[tuple[str, Callable[[int], int]], ...] = (
    ("Growth, labels growing with the paraphrases", labels_for),
    (f"Growth, {FIXED_LABELS} labels", lambda _: FIXED_LABELS),
)


def _measured(task: Task, minutes: float) -> tuple[str | float, ...]:
    """The cells of a row; a single one where it was not run."""
    print(f"… {task.system}, {task.size} paraphrases, {task.labels} labels", file=sys.stderr, flush=True)
    try:
        built = _finished(_started("build", task), minutes)
        alone = _finished(_started("ask", task), minutes)
        pair = [_started("ask", task) for _ in range(2)]
        together = [_finished(process, minutes, _wait_ready(pair, process)) for process in pair]
    except _NotRun as reason:
        return (not_run(str(reason)),)
    warm = f"{alone['start']:.2f} s" + ("" if built["kept"] else " †")
    return (
        f"{built['build']:.2f} s", f"{built['start']:.2f} s", warm,
        f"{alone['p50']:.2f} ms", f"{alone['p99']:.2f} ms", f"{alone['per_second']:.0f}",
        f"{sum(one['per_second'] for one in together):.0f}", f"{built['peak']:.0f} MiB", f"{alone['peak']:.0f} MiB",
        share(alone["right"]),
    )  # fmt: skip


class _NotRun(Exception):
    """A measurement could not be made; the message is the reason."""


def _started(what: str, task: Task) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "benchmarks.growth", what, json.dumps(asdict(task))]
    root = Path(__file__).parent.parent
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True, cwd=root)


def _wait_ready(pair: Sequence[subprocess.Popen[str]], process: subprocess.Popen[str]) -> str:
    """Both are let go at once, when the first of them is about to be read."""
    if process is pair[0]:
        for one in pair:
            assert one.stdout is not None
            one.stdout.readline()
        for one in pair:
            assert one.stdin is not None
            one.stdin.write("\n")
            one.stdin.flush()
    return ""


def _finished(process: subprocess.Popen[str], minutes: float, said: str = "\n") -> dict[str, Any]:
    try:
        out, err = process.communicate(said, timeout=minutes * 60)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise _NotRun(f"more than {minutes:g} minutes") from None
    if process.returncode:
        raise _NotRun(_reason(process.returncode, err))
    found: dict[str, Any] = json.loads(out.splitlines()[-1])
    return found


def _reason(code: int, err: str) -> str:
    last = (err.strip().splitlines() or [""])[-1]
    if code == -signal.SIGKILL or any(word in err for word in ("MemoryError", "bad_alloc", "Unable to allocate")):
        return "more memory than it was given"
    return last.removeprefix("benchmarks.rankers.Unavailable: ")[:120]


# ── inside the process ───────────────────────────────────────────────────────────────────


def _systems() -> dict[str, "System"]:
    """Every system that can grow; ChatterBot is not among them, being far too slow at any of these sizes."""
    from benchmarks.rankers import ChatterBot, systems

    return {one.name: one for one in systems() if not isinstance(one, ChatterBot)}


def _built(task: Task) -> dict[str, Any]:
    texts = _texts(task)
    began = time.perf_counter()
    system = _systems()[task.system]
    building = time.perf_counter()
    system.learn(texts)
    built = time.perf_counter()
    system.rank(texts[0][0])
    asked = time.perf_counter()
    peak = _peak()
    return {"build": built - building, "start": asked - began, "peak": peak, "kept": system.save(Path(task.folder))}


def _asked(task: Task) -> dict[str, Any]:
    asked = list(Grammar.of(task.size, task.labels, SEED).lines(max(_ASKED, task.labels), SEED + 2))
    kept = any(Path(task.folder).iterdir())
    texts = [] if kept else _texts(task)
    began = time.perf_counter()
    system = _systems()[task.system]
    if kept:
        system.load(Path(task.folder))
    else:
        system.learn(texts)
    system.rank(asked[0][0])
    start = time.perf_counter() - began
    print("ready", flush=True)
    sys.stdin.readline()
    took, right = _one_by_one(system, asked[:: max(1, len(asked) // _ASKED)])
    return {
        "start": start, "p50": 1000 * quantile(took, 0.5), "p99": 1000 * quantile(took, 0.99),
        "per_second": len(took) / sum(took), "right": right / len(took), "peak": _peak(),
    }  # fmt: skip


def _one_by_one(system: "System", asked: Sequence[Line]) -> tuple[list[float], int]:
    took: list[float] = []
    right = 0
    until = time.perf_counter() + _ASKING
    for text, label in asked:
        began = time.perf_counter()
        ranked = system.rank(text)
        took.append(time.perf_counter() - began)
        right += ranked.labels[:1] == (label,)
        if time.perf_counter() > until:
            break
    return took, right


def _texts(task: Task) -> list[Line]:
    return list(Grammar.of(task.size, task.labels, SEED).lines(task.size, SEED + 1))


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _bound_memory() -> None:
    """So that a system that wants more than there is fails by itself instead of taking the machine with it."""
    import os

    most = int(_MEMORY * os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("build", "ask"))
    parser.add_argument("task", type=json.loads)
    arguments = parser.parse_args()
    _bound_memory()
    task = Task(**arguments.task)
    print(json.dumps(_built(task) if arguments.what == "build" else _asked(task)), flush=True)


if __name__ == "__main__":
    main()
