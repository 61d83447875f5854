"""What can be wrong with a flow that reads well: ids that name nothing, tables with gaps, rows never reached.

Works on a finished flow. `references` first: the tables can be exhausted only where every id names something.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from knowledge.flow import SEASON, SEASONS, Choices, Condition, Flow, Row
from knowledge.precheck.changes import groups
from knowledge.precheck.combinations import is_considered, reach, size, ways, ways_of
from knowledge.precheck.evaluate import evaluate
from knowledge.precheck.results import Verdict
from knowledge.precheck.tables import deciding_row
from knowledge.precheck.walk import holds

Where = tuple[str | int, ...]
LARGEST = 50_000  # ways to answer the questions that hang together; beyond it nothing could be exhausted


@dataclass(frozen=True)
class Finding:
    """One thing wrong with a flow, and the keys that lead to it."""

    where: Where
    message: str
    kind: str


# ── ids that name nothing ────────────────────────────────────────────────────────────────


def references(flow: Flow) -> list[Finding]:
    """Ids used twice or naming nothing: questions, options, clauses, types."""
    return [*_twice(flow), *_clauses(flow), *_questions(flow), *_conditions(flow), *_types(flow)]


def _twice(flow: Flow) -> Iterator[Finding]:
    for kind in ("questions", "conditions", "strengthen", "not_conditions"):
        counted = Counter(item.id for item in getattr(flow, kind))
        for place, item in enumerate(getattr(flow, kind)):
            if counted[item.id] > 1:
                yield Finding((kind, place, "id"), f"id '{item.id}' is used {counted[item.id]} times", "duplicate-id")


def _clauses(flow: Flow) -> Iterator[Finding]:
    named = [(("questions", i, "clause"), q.clause) for i, q in enumerate(flow.questions)]
    named += [(("conditions", i, "clause"), c.clause) for i, c in enumerate(flow.conditions)]
    named += [(("strengthen", i, "clause"), s.clause) for i, s in enumerate(flow.strengthen)]
    for where, clause in named:
        if clause not in flow.clauses:
            yield _unknown(where, "clause", clause, flow.clauses)
    cited = {clause for _, clause in named}
    for clause in flow.clauses:
        if clause not in cited:
            yield Finding(("clauses", clause), f"clause '{clause}' is cited by nothing", "unused-clause")


def _questions(flow: Flow) -> Iterator[Finding]:
    earlier: set[str] = set()
    for place, question in enumerate(flow.questions):
        where: Where = ("questions", place)
        if question.scale is not None and question.scale not in flow.scales:
            yield _unknown((*where, "scale"), "scale", question.scale, flow.scales)
        if question.unsure not in question.options:
            message = f"question '{question.id}' has no option '{question.unsure}' for not being sure"
            yield Finding((*where, "options"), message, "no-unsure")
        for id_ in question.show_if:
            if id_ not in earlier:
                message = f"'{id_}' is no question before '{question.id}'; show_if may look back only"
                yield Finding((*where, "show_if", id_), message, "not-earlier")
        yield from _choices(flow, question.show_if, (*where, "show_if"), earlier)
        named = [("lasting", option) for option in question.lasting]
        named += [("years", option) for option in question.years.options] if question.years else []
        named += [("countries", question.countries.option)] if question.countries else []
        yield from (
            _unknown((*where, key), "option", option, question.options)
            for key, option in named
            if option not in question.options
        )
        if question.bands and len(question.bands.options) != len(question.bands.reference) + 1:
            message = f"{len(question.bands.reference)} reference days part the days into one more span than that"
            yield Finding((*where, "bands", "options"), message, "bands")
        earlier.add(question.id)


def _conditions(flow: Flow) -> Iterator[Finding]:
    for place, condition in enumerate(flow.conditions):
        where: Where = ("conditions", place)
        if condition.of is not None and condition.of not in flow.question:
            yield _unknown((*where, "of"), "question", condition.of, flow.question)
        elif not condition.rows:
            message = f"condition '{condition.id}' has no rows, and no 'of' a question with a scale"
            yield Finding(where, message, "no-rows")
        if condition.type is not None and (flow.types is None or condition.type not in flow.types.options):
            yield _unknown((*where, "type"), "type", condition.type, flow.types.options if flow.types else ())
        for below, row in _tables(condition):
            yield from _choices(flow, row.when, (*where, *below, "when"), set(flow.question))


def _types(flow: Flow) -> Iterator[Finding]:
    if flow.types and flow.types.question not in flow.question:
        yield _unknown(("types", "question"), "question", flow.types.question, flow.question)
    elif flow.types:
        known = flow.question[flow.types.question].options
        for option in flow.types.options:
            if option not in known:
                yield _unknown(("types", "options"), "option", option, known)
    yield from _choices(flow, flow.filed, ("filed",), set(flow.question))
    for name, scale in flow.scales.items():
        if set(scale.decides) != set(scale.options):
            message = f"'decides' has to give a value for each of: {', '.join(scale.options)}"
            yield Finding(("scales", name, "decides"), message, "scale")


def _choices(flow: Flow, choices: Choices, where: Where, known: set[str]) -> Iterator[Finding]:
    for id_, options in choices.items():
        if id_ == SEASON:
            allowed: Iterable[str] = SEASONS
        elif id_ not in flow.question:
            yield _unknown((*where, id_), "question", id_, flow.question)
            continue
        else:
            allowed = flow.question[id_].options
        if not options:
            yield Finding((*where, id_), f"no option of '{id_}' is named", "unknown-option")
        for option in options:
            if option not in allowed:
                yield _unknown((*where, id_), "option", option, allowed)


def _unknown(where: Where, kind: str, value: str, known: Iterable[str]) -> Finding:
    return Finding(where, f"unknown {kind} '{value}'; known: {', '.join(known) or 'none'}", f"unknown-{kind}")


def _tables(condition: Condition) -> Iterator[tuple[Where, Row]]:
    yield from ((("rows", i), row) for i, row in enumerate(condition.rows))
    for r, reading in enumerate(condition.readings):
        yield from ((("readings", r, "rows", i), row) for i, row in enumerate(reading.rows))


# ── tables ───────────────────────────────────────────────────────────────────────────────


def tables(flow: Flow) -> list[Finding]:
    """Gaps, overlaps, rows and options never reached, not sure that settles something; needs sound references."""
    too_large = [*_too_large(flow)]
    if too_large:
        return too_large
    found: list[Finding] = []
    for place, condition in enumerate(flow.conditions):
        where: Where = ("conditions", place)
        known = list(ways_of(flow, condition))
        found += _exactly_one(known, condition.rows, (*where, "rows"), condition.id)
        for r, reading in enumerate(condition.readings):
            found += _exactly_one(known, reading.rows, (*where, "readings", r, "rows"), condition.id)
        if not found:
            found += _readings_agree(known, condition, where)
            found += _unsure_settles(flow, known, condition, where)
            found += _to_do(known, condition, where)
    return found or [*_asked_for_nothing(flow), *_never_clear(flow)]


def _too_large(flow: Flow) -> Iterator[Finding]:
    for place, condition in enumerate(flow.conditions):
        number = size(flow, reach(flow, condition.questions()))
        if number > LARGEST:
            message = f"condition '{condition.id}' depends on {number} ways to answer; {LARGEST} can be exhausted"
            yield Finding(("conditions", place), f"{message}: split it", "too-large")


def _exactly_one(known: list[dict[str, str]], rows: tuple[Row, ...], where: Where, condition: str) -> Iterator[Finding]:
    """One row for each way to answer, and a way to answer for each row."""
    hits: Counter[int] = Counter()
    gaps: list[dict[str, str]] = []
    overlaps: dict[tuple[int, int], dict[str, str]] = {}
    for way in known:
        matching = [i for i, row in enumerate(rows) if holds(row.when, way)]
        hits.update(matching)
        if not matching:
            gaps.append(way)
        elif len(matching) > 1:
            overlaps.setdefault((matching[0], matching[1]), way)
    if gaps:
        more = f", and {len(gaps) - 1} more" if len(gaps) > 1 else ""
        yield Finding(where, f"no row of '{condition}' for {_told(gaps[0])}{more}", "gap")
    for (one, two), way in overlaps.items():
        message = f"rows {one + 1} and {two + 1} of '{condition}' both match {_told(way)}"
        yield Finding((*where, two), message, "overlap")
    for i in range(len(rows)):
        if not hits[i]:
            yield Finding((*where, i), f"row {i + 1} of '{condition}' can never match", "unreachable-row")


def _readings_agree(known: list[dict[str, str]], condition: Condition, where: Where) -> Iterator[Finding]:
    """Where all readings say yes or all say no, so does the table; otherwise it says not sure."""
    if not condition.readings:
        return
    for way in known:
        values = {row.value for reading in condition.readings if (row := deciding_row(reading.rows, way))}
        row = deciding_row(condition.rows, way)
        expected = values.pop() if len(values) == 1 else "unsure"
        if row and row.value != expected:
            message = f"'{condition.id}' says {row.value} for {_told(way)}, but its readings make {expected}"
            yield Finding((*where, "rows", condition.rows.index(row)), message, "readings-disagree")
            return


def _unsure_settles(flow: Flow, known: list[dict[str, str]], condition: Condition, where: Where) -> Iterator[Finding]:
    """Not being sure gives yes or no only where every definite answer gives the same (or does not arise)."""
    valued = [(way, row) for way in known if (row := deciding_row(condition.rows, way))]
    for way, row in valued:
        if row.value not in ("yes", "no"):
            continue
        for id_, option in way.items():
            if id_ == SEASON or option != flow.question[id_].unsure:
                continue
            rivals = {r.value for other, r in valued if _differ_in(way, other, id_)}
            if rivals - {row.value, "na"}:
                message = (
                    f"not being sure of '{id_}' makes '{condition.id}' {row.value}; sure answers make it otherwise"
                )
                yield Finding((*where, "rows", condition.rows.index(row)), message, "unsure-settles")
                return


def _differ_in(way: dict[str, str], other: dict[str, str], question: str) -> bool:
    """Whether two ways differ in one question, and in what is shown because of it."""
    if question not in other or way[question] == other[question]:
        return False
    return all(other[id_] == option for id_, option in way.items() if id_ in other and id_ != question)


def _to_do(known: list[dict[str, str]], condition: Condition, where: Where) -> Iterator[Finding]:
    """Whoever is told no or not sure is told what to do."""
    rows = [row for way in known if (row := deciding_row(condition.rows, way))]
    for value in ("no", "unsure"):
        if value not in condition.todo and any(row.value == value and row.todo is None for row in rows):
            yield Finding(
                (*where, "todo"), f"'{condition.id}' can be {value}, and 'todo' does not say what to do", "todo"
            )


def _asked_for_nothing(flow: Flow) -> Iterator[Finding]:
    """A question is shown only where a row that decides looks at it."""
    for place, question in enumerate(flow.questions):
        looking = [c for c in flow.conditions if question.id in c.questions()]
        if not looking:
            message = f"'{question.id}' is asked for nothing: no condition looks at it"
            yield Finding(("questions", place), message, "asked-for-nothing")
            continue
        idle = _idle(flow, question.id, looking)
        if idle is not None:
            message = f"'{question.id}' is asked for nothing: no deciding row looks at it for {_told(idle)}"
            yield Finding(("questions", place), message, "asked-for-nothing")


def _idle(flow: Flow, question: str, looking: list[Condition]) -> dict[str, str] | None:
    """A way to answer under which a question is shown and decides nothing."""
    chooser = [flow.types.question] if flow.types else []
    together = reach(flow, [*chooser, *(id_ for condition in looking for id_ in condition.questions())])
    if size(flow, together) > LARGEST:
        return None
    for way in ways(flow, together):
        if question not in way:
            continue
        seasons = ({**way, SEASON: season} for season in SEASONS)
        considered = [c for c in looking if is_considered(flow, c, way)]
        rows = [row for known in seasons for c in considered if (row := deciding_row(c.rows, known))]
        if not any(question in row.when for row in rows):
            return way
    return None


def _never_clear(flow: Flow) -> Iterator[Finding]:
    """Every type can come out clear: else the flow turns everybody away."""
    for type_ in flow.types.options if flow.types else (None,):
        conditions = [c for c in flow.conditions if c.type in (None, type_)]
        pinned = {flow.types.question: type_} if flow.types and type_ else {}
        sizes = [size(flow, group.questions) for group in groups(flow, conditions, pinned)]
        if max(sizes) > LARGEST:
            message = f"questions that hang together can be answered in {max(sizes)} ways; {LARGEST} can be searched"
            yield Finding(("conditions",), message, "too-large")
            continue
        evaluation = evaluate(flow, pinned, "open")
        answers = {id_: options[0] for change in evaluation.changes for id_, options in change.answers.items()}
        if evaluate(flow, {**pinned, **answers}, "open").verdict is not Verdict.CLEAR:
            name = f" of type '{type_}'" if type_ else ""
            yield Finding(("conditions",), f"no answers{name} meet every condition", "never-clear")


def _told(way: dict[str, str]) -> str:
    return ", ".join(f"{id_}={option}" for id_, option in way.items())
