"""Faults seeded into the shipped flows of the pre-check: what the checks catch, and what only people can.

Two families, never to be told by one figure: faults of form (a row dropped, a text blanked, a citation of nothing),
which the checks are for, and faults of policy (a row gives another value), most of which read as well as the truth
and are caught by the reviewed lines in tests/precheck alone.
"""

import copy
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

import yaml
from pydantic import ValidationError

from benchmarks.report import Report, Table, share
from knowledge.checks.flows import flows_sound
from knowledge.checks.ids import sources_cited
from knowledge.flow import Flow
from knowledge.pack import CONTENT, Draft, read_draft
from knowledge.pack.documents import Document, Placed
from knowledge.precheck.combinations import ways_of
from knowledge.precheck.evaluate import evaluate
from knowledge.precheck.finishing import finished
from knowledge.precheck.results import Verdict
from knowledge.precheck.tables import deciding_row
from tests.precheck import cases, rows

Family = Literal["form", "policy"]
Caught = Literal["schema", "checks", "reviewed lines", "worked cases", "nothing"]
_VALUES = ("yes", "no", "unsure", "na")
_SAMPLE = 9  # of a quick run: every ninth fault
_Path = tuple[str | int, ...]
_Counted = tuple[Family, str, Caught]


@dataclass(frozen=True)
class Fault:
    """One change to the data of a flow."""

    family: Family
    kind: str
    programme: str
    where: _Path
    data: dict[str, Any]


def run(report: Report, quick: bool) -> None:
    """Seed every fault (a quick run: some), and say what catches it."""
    draft = read_draft(CONTENT)
    seeded = [fault for programme in ("case", "award") for fault in faults(data_of(programme), programme)]
    counted = Counter((f.family, f.kind, caught(draft, f)) for f in seeded[:: _SAMPLE if quick else 1])
    report.add(_table(counted, "form", ("schema", "checks", "nothing")))
    report.add(_table(counted, "policy", ("schema", "checks", "reviewed lines", "worked cases", "nothing")))


def _table(counted: "Counter[_Counted]", family: Family, columns: tuple[Caught, ...]) -> Table:
    titles = {"form": "Faults of form", "policy": "Faults of policy: another value for a row"}
    by_machine = "caught by checks alone"
    table = Table(titles[family], ("fault", "seeded", *columns, by_machine))
    kinds = [*dict.fromkeys(kind for f, kind, _ in counted if f == family)]
    for kind in [*kinds, "all"]:
        numbers = [
            sum(n for (f, k, c), n in counted.items() if f == family and kind in (k, "all") and c == column)
            for column in columns
        ]
        seeded = sum(numbers)
        checked = sum(n for column, n in zip(columns, numbers, strict=True) if column in ("schema", "checks"))
        table.add(kind, seeded, *numbers, share(checked / seeded) if seeded else None)
    return table


# ── what catches a fault ─────────────────────────────────────────────────────────────────


def caught(draft: Draft, fault: Fault) -> Caught:
    """The first that catches a fault."""
    try:
        flow = Flow.model_validate(fault.data)
    except ValidationError:
        return "schema"
    others = [placed for placed in draft.flows if placed.fact.programme != fault.programme]
    placed = Placed(flow, Document(f"precheck/{fault.programme}.yaml", fault.data), ())
    seeded = replace(draft, flows=[*others, placed])
    if any(next(check(seeded), None) is not None for check in (flows_sound, sources_cited)):
        return "checks"
    edition = next(placed.fact for placed in draft.editions if placed.fact.id == flow.edition)
    asked = finished(flow, edition)
    if not _as_reviewed(asked):
        return "reviewed lines"
    return "nothing" if _as_worked(asked) else "worked cases"


def _as_reviewed(flow: Flow) -> bool:
    """Whether every way to answer gives the value of its reviewed line."""
    for condition in flow.conditions:
        lines = [line for line in rows()[flow.programme] if line["condition"] == condition.id]
        for way in ways_of(flow, condition):
            row = deciding_row(condition.rows, way)
            expected = [ln["value"] for ln in lines if all(way.get(id_) in o for id_, o in ln["when"].items())]
            if row is None or expected != [row.value]:
                return False
    return True


def _as_worked(flow: Flow) -> bool:
    worked = [case for case in cases() if case["programme"] == flow.programme]
    for case in worked:
        result = evaluate(flow, case["answers"], case.get("season", "open"))
        values = {r.id: r.value for r in result.conditions if r.value != "yes"}
        if result.verdict is not Verdict[case["verdict"]] or values != case["not-yes"]:
            return False
    return True


# ── the faults ───────────────────────────────────────────────────────────────────────────


def faults(data: dict[str, Any], programme: str) -> Iterator[Fault]:
    """Every fault of both families, one at a time."""
    for family, kind, where, changed in _changes(data):
        yield Fault(family, kind, programme, where, changed)


_Change = tuple[Family, str, _Path, dict[str, Any]]


def _changes(data: dict[str, Any]) -> Iterator[_Change]:
    for place, question in enumerate(data["questions"]):
        at: _Path = ("questions", place)
        # an option beside a scale's only rewords it: without it there is the scale's own, and no fault
        for option in question.get("options", {}) if "scale" not in question else ():
            yield "form", "option dropped from a question", at, _without(data, (*at, "options", option))
        for id_ in _needed(data, question.get("show_if", {})):
            yield "form", "show_if dropped", at, _without(data, (*at, "show_if", id_))
    for place, condition in enumerate(data["conditions"]):
        for table in _tables(condition):
            for i, row in enumerate(_at(condition, table)):
                yield from _row_changes(data, ("conditions", place, *table, i), row, policy=table == ("rows",))
    for name, scale in data.get("scales", {}).items():
        for option, value in scale["decides"].items():
            at = ("scales", name, "decides", option)
            yield "form", "option dropped from a scale", at, _without(data, ("scales", name, "options", option))
            for other in _VALUES:
                if other != value:
                    yield "policy", f"{value} → {other}", at, _with(data, at, other)
    for where, text in _texts(data):
        yield "form", "text blanked", where, _with(data, (*where, "zh"), " ")
        yield "form", "text left untranslated", where, _with(data, (*where, "zh"), text["en"].replace("{", ""))
        yield "form", "text left untranslated", where, _with(data, (*where, "en"), text["zh"])
    for clause in data["clauses"]:
        at = ("clauses", clause, "cite")
        yield "form", "citation of nothing", at, _with(data, at, "no-such-letter#annex1")
        yield "form", "clause renamed", at, _renamed(data, ("clauses",), clause, f"{clause}x")


def _row_changes(data: dict[str, Any], at: _Path, row: dict[str, Any], *, policy: bool) -> Iterator[_Change]:
    yield "form", "row dropped", at, _without(data, at)
    for id_, options in row["when"].items():
        for i, option in enumerate(options):
            yield "form", "option dropped from a row", at, _without(data, (*at, "when", id_, i))
            yield "form", "option misspelt in a row", at, _with(data, (*at, "when", id_, i), f"{option}x")
    for other in _VALUES if policy else ():
        if other != row["value"]:
            yield "policy", f"{row['value']} → {other}", at, _with(data, (*at, "value"), other)


def _needed(data: dict[str, Any], show_if: dict[str, Any]) -> list[str]:
    """The questions of a show_if without those that follow from another of them: leaving these out changes nothing."""
    above = {q["id"]: q.get("show_if", {}) for q in data["questions"]}
    return [id_ for id_ in show_if if not any(id_ in above[other] for other in show_if)]


def _tables(condition: dict[str, Any]) -> Iterator[_Path]:
    if "rows" in condition:
        yield ("rows",)
    yield from (("readings", i, "rows") for i in range(len(condition.get("readings", ()))))


def _texts(value: Any, path: _Path = ()) -> Iterator[tuple[_Path, dict[str, str]]]:
    """Every text in both languages; not the cues, which are lists."""
    if isinstance(value, dict):
        if set(value) == {"zh", "en"} and all(isinstance(text, str) for text in value.values()):
            yield path, value
        for key, below in value.items():
            yield from _texts(below, (*path, key))
    elif isinstance(value, list):
        for i, below in enumerate(value):
            yield from _texts(below, (*path, i))


def data_of(programme: str) -> dict[str, Any]:
    """The shipped flow of a programme as written."""
    read: dict[str, Any] = yaml.safe_load((CONTENT / "precheck" / f"{programme}.yaml").read_text(encoding="utf-8"))
    return read


def _at(data: Any, path: _Path) -> Any:
    for key in path:
        data = data[key]
    return data


def _without(data: dict[str, Any], path: _Path) -> dict[str, Any]:
    changed = copy.deepcopy(data)
    del _at(changed, path[:-1])[path[-1]]
    return changed


def _with(data: dict[str, Any], path: _Path, value: str) -> dict[str, Any]:
    changed = copy.deepcopy(data)
    _at(changed, path[:-1])[path[-1]] = value
    return changed


def _renamed(data: dict[str, Any], path: _Path, old: str, new: str) -> dict[str, Any]:
    changed = copy.deepcopy(data)
    _at(changed, path)[new] = _at(changed, path).pop(old)
    return changed
