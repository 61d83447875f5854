"""Quality of the ranker on any labelled questions, beside its peers: every system the same texts, in the same run."""

import random
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from benchmarks import metrics
from benchmarks.rankers import Ranked, System, Unavailable, systems
from benchmarks.report import Report, Table, not_run, share
from benchmarks.sets import Line, QuestionSet, folders

SEED = 20261
DRAWS = 3  # of each size below the full one; averaged
PER_CLASS = (5, 10)
STOPPED = (0.8, 0.9)  # of the off-topic questions

_COLUMNS = ("system", "learnt from", "asked", "top-1", "top-3", "macro-F1", "AUROC", *(
    f"right at {s:.0%} stopped" for s in STOPPED
), "seconds")  # fmt: skip
_NOTES = (
    "*asked*: questions in scope + off topic; a slow system is asked about a sample, the same for each such system.",
    "*AUROC*: how often a question in scope scores above one off topic.",
    "*right at 80 % stopped*: in-scope questions let through and right, at the cut-off, read off the off-topic test "
    "questions for every system alike, that stops 80 % of them.",
    "*seconds*: learning and asking, of one draw.",
)


@dataclass(frozen=True)
class Figures:
    """One system on one set at one size. None: there is no such figure."""

    top1: float
    top3: float | None
    macro_f1: float
    auroc: float | None
    right: tuple[float | None, ...]
    seconds: float


def measure(system: System, lines: Sequence[Line], test: Sequence[Line], oos: Sequence[str]) -> Figures:
    """Raises Unavailable."""
    began = time.perf_counter()
    system.learn(lines)
    ranked = system.rank_all([text for text, _ in test])
    outside = [one.score for one in system.rank_all(oos)]
    seconds = time.perf_counter() - began
    return figures(ranked, [label for _, label in test], outside, system.tops, seconds)


def figures(
    ranked: Sequence[Ranked], true: Sequence[str], outside: Sequence[float], tops: int, seconds: float
) -> Figures:
    said = [one.labels[0] if one.labels else None for one in ranked]
    right = [s == t for s, t in zip(said, true, strict=True)]
    scores = [one.score for one in ranked]
    among = [t in one.labels[:3] for one, t in zip(ranked, true, strict=True)]
    stopped = tuple(metrics.right_when_stopped(right, scores, outside, s) if outside else None for s in STOPPED)
    return Figures(
        top1=sum(right) / len(right),
        top3=sum(among) / len(among) if tops >= 3 else None,
        macro_f1=metrics.macro_f1(true, said),
        auroc=metrics.auroc(scores, outside) if outside else None,
        right=stopped,
        seconds=seconds,
    )


def mean(many: Sequence[Figures]) -> Figures:
    """Of several draws; the seconds are those of one."""
    right = tuple(_mean([one.right[i] for one in many]) for i in range(len(STOPPED)))
    means = {f.name: _mean([getattr(one, f.name) for one in many]) for f in fields(Figures) if f.name != "right"}
    return Figures(right=right, **means)  # type: ignore[arg-type]  # None only where each draw has None


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def compared(given: QuestionSet, rivals: Sequence[System], draws: int = DRAWS, most: int | None = None) -> Table:
    """All systems at all sizes; `most` bounds the questions asked of every system."""
    title = (
        f"{given.name}: {given.labels} labels, {len(given.train)} to learn from, {len(given.test)} + {len(given.oos)}"
    )
    drawn = f"Sizes below the full one: mean of {draws} seeded draw{'s' * (draws > 1)}."
    seen = f"{given.seen} test questions stand word for word in what is learnt."
    table = Table(title, _COLUMNS, notes=(*_NOTES, drawn, seen))
    sizes: list[tuple[str, list[Sequence[Line]]]] = [
        (f"{k} per class", [given.draw(k, SEED + i) for i in range(draws)]) for k in PER_CLASS
    ]
    sizes.append(("all", [given.train]))
    for size, many in sizes:
        for system in rivals:
            test, oos = asked(given, _least(system.most_texts, most))
            print(f"… {given.name}, {size}, {system.name}", file=sys.stderr, flush=True)
            try:
                found = mean([measure(system, lines, test, oos) for lines in many])
            except Unavailable as reason:
                table.add(system.name, size, not_run(str(reason)))
                continue
            finally:
                system.close()
            shares = (found.top1, found.top3, found.macro_f1)
            cells = [None if value is None else share(value) for value in shares]
            stopped = [None if value is None else share(value) for value in found.right]
            count = f"{len(test)} + {len(oos)}"
            table.add(system.name, size, count, *cells, found.auroc, *stopped, f"{found.seconds:.1f}")
    return table


def asked(given: QuestionSet, most: int | None) -> tuple[Sequence[Line], Sequence[str]]:
    """The questions in scope and off topic, of each kind at most so many: a seeded sample."""
    if most is None:
        return given.test, given.oos
    chance = random.Random(SEED)
    test = chance.sample(given.test, min(most, len(given.test)))
    return test, chance.sample(given.oos, min(most, len(given.oos)))


def _least(*bounds: int | None) -> int | None:
    known = [bound for bound in bounds if bound is not None]
    return min(known) if known else None


def run(report: Report, sets: Sequence[Path], chatterbot: Path | None, quick: bool) -> None:
    found = folders(sets)
    if not found:
        table = Table("Question sets", _COLUMNS)
        table.add("all systems", not_run("no set folder given: --sets DIR; benchmarks/prepare.py makes them"))
        report.add(table)
    for folder in found:
        rivals = systems(chatterbot)
        report.add(compared(QuestionSet.load(folder), rivals, 1 if quick else DRAWS, 100 if quick else None))
