"""The category advisor on descriptions by people who have not seen its cues, and on the titles of labelled winners.

The locked half is for this alone: only sums are printed, with the hash of the file they were made on.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from scipy.stats import binomtest

from benchmarks.advice_baselines import (
    Baseline,
    DefinitionWords,
    Label,
    Line,
    Majority,
    NaiveBayes,
    Nearest,
    OneQuestion,
)
from benchmarks.metrics import macro_f1
from benchmarks.report import Report, Table, share
from knowledge.advisor import Advice, Advisor
from knowledge.pack import CONTENT, Pack, read_pack

TESTS = Path(__file__).parents[1] / "tests"
SETS = TESTS / "descriptions"
OWN = TESTS / "knowledge" / "advisor" / "own.jsonl"
NOW = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)  # while the calls of the pack were open
SIDES = ("award/key", "award/engineering")


@dataclass(frozen=True)
class Described:
    """One description: empty `accepted` means that none fits."""

    id: str
    language: str
    text: str
    programme: str | None
    accepted: tuple[str, ...]
    blocked: tuple[str, ...]
    misleads: bool

    def takes(self, label: Label) -> bool:
        return label in self.accepted if self.accepted else label is None


@dataclass(frozen=True)
class Graded:
    """One description advised on."""

    item: Described
    advice: Advice

    @property
    def label(self) -> Label:
        return self.advice.category.key if self.advice.category else None

    @property
    def is_right(self) -> bool:
        return self.item.takes(self.label)

    @property
    def is_within_two(self) -> bool:
        """An accepted category is first or second; that none fits has to be said."""
        return self.is_right or any(one.key in self.item.accepted for one in self.advice.ranking[:2])

    @property
    def blocks_wrongly(self) -> bool:
        return any(one.status == "blocked" and one.key in self.item.accepted for one in self.advice.ranking)


def read_descriptions(path: Path) -> list[Described]:
    """Raises OSError or ValueError where there are none, or a line is of another form."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    if not rows:
        raise ValueError(f"{path} is empty")
    return [_described(row) for row in rows]


def _described(row: dict[str, object]) -> Described:
    pairs = {name: tuple("/".join(pair) for pair in row.get(name) or ()) for name in ("accepted", "blocked")}  # type: ignore[attr-defined]  # JSON
    programme = row.get("programme")
    return Described(
        str(row["id"]), str(row["lang"]), str(row["text"]), str(programme) if programme else None,
        pairs["accepted"], pairs["blocked"], bool(row.get("misleads")),
    )  # fmt: skip


def graded(advisor: Advisor, items: Sequence[Described]) -> list[Graded]:
    return [Graded(item, advisor.advise(item.text, NOW, item.programme)) for item in items]


def run(report: Report) -> None:
    pack, draft = read_pack(CONTENT)
    assert pack, draft.faults
    advisor = Advisor(pack)
    sets = {name: read_descriptions(SETS / f"{name}.jsonl") for name in ("open", "open-2")}
    own = read_descriptions(OWN)
    learnt = [(item.text, label) for item in (*own, *chain(*sets.values())) for label in item.accepted or (None,)]
    read = {f"{name} (failures were read)": items for name, items in sets.items()}
    report.add(_figures(advisor, {"own (cues were made on it)": own, **read}))
    locked = graded(advisor, read_descriptions(SETS / "locked.jsonl"))
    report.add(_locked(pack, locked, learnt))
    report.add(_by_category(locked))
    report.add(_winners(pack, advisor))


_COLUMNS = (
    "set",
    "texts",
    "first is accepted",
    "95 %",
    "within two",
    "95 %",
    "wrong blocks",
    "none said",
    "none right",
)


def _row(name: str, found: Sequence[Graded]) -> tuple[str | int, ...]:
    right, two = sum(g.is_right for g in found), sum(g.is_within_two for g in found)
    none = [g for g in found if g.label is None]
    return (
        name, len(found), f"{right} ({share(right / len(found))})", exact(right, len(found)),
        f"{two} ({share(two / len(found))})", exact(two, len(found)), sum(g.blocks_wrongly for g in found),
        len(none), sum(g.is_right for g in none),
    )  # fmt: skip


def _figures(advisor: Advisor, sets: dict[str, list[Described]]) -> Table:
    table = Table("Advisor: descriptions it was made with", _COLUMNS)
    for name, items in sets.items():
        table.add(*_row(name, graded(advisor, items)))
    return table


def _locked(pack: Pack, found: list[Graded], learnt: Sequence[Line]) -> Table:
    digest = hashlib.sha256((SETS / "locked.jsonl").read_bytes()).hexdigest()
    question = OneQuestion(SIDES)
    rights = [g.is_right for g in found]
    asked = [question.is_right(g.item.accepted) for g in found]
    beaten = sum(rights) > sum(asked)
    notes = (
        f"SHA-256 of the file: {digest}. Intervals are exact (Clopper–Pearson); p is McNemar's exact test, two-sided.",
        "Baselines that learn have learnt the own and both open sets. *The one question* is that between key "
        "technology and engineering, with every applicant taken to answer it rightly: the most it can be worth.",
        f"Stop rule: the advisor {'beats' if beaten else 'does not beat'} the one question"
        + ("." if beaten else ": it must ship questions and precedents without a ranking."),
    )
    columns = ("system", "texts", "first is accepted", "95 %", "within two", "p against the advisor", "wrong blocks")
    table = Table("Locked half: the advisor and baselines", columns, notes=notes)
    table.add("**advisor**", *_shown(rights), _two([g.is_within_two for g in found]), None, _row("", found)[6])
    table.add(question.name, *_shown(asked), None, _mcnemar(rights, asked))
    for baseline in _baselines(pack):
        baseline.learn(learnt)
        ranked = [baseline.rank(g.item.text, _offered(pack, g.item.programme)) for g in found]
        said = [g.item.takes(labels[0] if labels else None) for g, labels in zip(found, ranked, strict=True)]
        two = [any(g.item.takes(label) for label in labels[:2]) for g, labels in zip(found, ranked, strict=True)]
        table.add(baseline.name, *_shown(said), _two(two), _mcnemar(rights, said))
    return table


def _by_category(found: Sequence[Graded]) -> Table:
    table = Table("Locked half by what is accepted", _COLUMNS)
    groups: dict[str, Callable[[Described], bool]] = {
        "one of the award's types": lambda item: len(item.accepted) == 1 and item.accepted[0].startswith("award"),
        "one of the cases' fields": lambda item: len(item.accepted) == 1 and item.accepted[0].startswith("case"),
        "several accepted": lambda item: len(item.accepted) > 1,
        "none fits": lambda item: not item.accepted,
        "misleads on purpose": lambda item: item.misleads,
        "Chinese": lambda item: item.language == "zh",
        "English": lambda item: item.language == "en",
        "no call given": lambda item: item.programme is None,
    }
    for name, belongs in groups.items():
        if chosen := [g for g in found if belongs(g.item)]:
            table.add(*_row(name, chosen))
    return table


def _winners(pack: Pack, advisor: Advisor) -> Table:
    """Titles alone, which must not decide: every method is near the majority here."""
    entries = [
        (h.year, entry.applicants[0].org, entry.title.zh, f"{h.programme}/{entry.category}")
        for h, entry in pack.all_honours()
        if entry.category and h.complete
    ]
    offered = _offered(pack, "award")
    notes = (
        "Chinese titles of the winners whose group was published; the label is the group filed under that then won. "
        "The advisor learns nothing from them; where it abstains it is counted as wrong. Its cues were written by "
        "somebody who had read the lists.",
    )
    columns = (
        "method",
        "leave applicant out",
        "95 %",
        "2024 → 2025",
        "2025 → 2024",
        "macro-F1",
        "right of basic/key/eng",
    )
    table = Table(f"Titles of the {len(entries)} labelled winners", columns, notes=notes)
    said = [_advised(advisor, title) for _, _, title, _ in entries]
    forced = [advisor.advise(title, NOW, "award").ranking[0].key for _, _, title, _ in entries]
    for name, labels in (("advisor", said), ("advisor, never abstaining", forced)):
        table.add(name, *_winner_cells(entries, labels, labels))
    for baseline in _baselines(pack):
        by_applicant = [_held_out(baseline, entries, one, 1, offered) for one in entries]
        by_year = [_held_out(baseline, entries, one, 0, offered) for one in entries]
        table.add(baseline.name, *_winner_cells(entries, by_applicant, by_year))
    return table


Entry = tuple[int, str, str, str]  # year, applicant, title, label


def _held_out(baseline: Baseline, entries: Sequence[Entry], one: Entry, by: int, offered: Sequence[str]) -> Label:
    """What is said of a title having learnt all of other years (by = 0) or other applicants (by = 1)."""
    baseline.learn([(title, label) for *key, title, label in entries if key[by] != one[by]])
    ranked = baseline.rank(one[2], offered)
    return ranked[0] if ranked else None


def _winner_cells(
    entries: Sequence[Entry], by_applicant: Sequence[Label], by_year: Sequence[Label]
) -> tuple[str | float, ...]:
    hits = [label == entry[3] for label, entry in zip(by_applicant, entries, strict=True)]
    years = []
    for year in (2025, 2024):
        of_year = [label == entry[3] for label, entry in zip(by_year, entries, strict=True) if entry[0] == year]
        years.append(f"{sum(of_year)}/{len(of_year)}")
    f1 = macro_f1([entry[3] for entry in entries], list(by_applicant))
    each = [
        f"{sum(h for h, e in zip(hits, entries, strict=True) if e[3] == key)}/{sum(e[3] == key for e in entries)}"
        for key in ("award/basic", *SIDES)
    ]
    return (f"{sum(hits)}/{len(hits)}", exact(sum(hits), len(hits)), *years, f1, ", ".join(each))


def _advised(advisor: Advisor, text: str) -> Label:
    found = advisor.advise(text, NOW, "award").category
    return found.key if found else None


def _baselines(pack: Pack) -> list[Baseline]:
    return [Majority(), DefinitionWords(pack), Nearest(), NaiveBayes()]


def _offered(pack: Pack, programme: str | None) -> list[str]:
    return [f"{p.id}/{c.id}" for p in pack.calls() if programme in (None, p.id) for c in p.categories]


def _shown(rights: Sequence[bool]) -> tuple[str | int, ...]:
    return len(rights), f"{sum(rights)} ({share(sum(rights) / len(rights))})", exact(sum(rights), len(rights))


def _two(rights: Sequence[bool]) -> str:
    return f"{sum(rights)} ({share(sum(rights) / len(rights))})"


def exact(hits: int, count: int) -> str:
    """The exact 95 % interval of a share, as percentages."""
    interval = binomtest(hits, count).proportion_ci(method="exact")
    return f"{100 * interval.low:.0f}–{100 * interval.high:.0f} %"


def _mcnemar(one: Sequence[bool], other: Sequence[bool]) -> str | None:
    """McNemar's exact p of two systems on the same texts; None where they never differ."""
    only = [sum(a and not b for a, b in zip(*pair, strict=True)) for pair in ((one, other), (other, one))]
    if not sum(only):
        return None
    p = float(binomtest(only[0], sum(only)).pvalue)
    return f"{p:.3f}" if p >= 0.001 else "< 0.001"
