"""How many ways through a flow there are, and where they end: exactly, without walking each; or walking each.

Conditions that share no question are independent of one another, so the ends of all paths can be counted from those
of each group. `walk_all` walks the whole product and has to come to the same figures.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from knowledge.flow import SEASON, SEASONS, Condition, Flow, Value
from knowledge.precheck.changes import groups
from knowledge.precheck.combinations import ways
from knowledge.precheck.evaluate import verdict_of
from knowledge.precheck.results import Season, Verdict
from knowledge.precheck.tables import deciding_row
from knowledge.precheck.walk import holds


@dataclass(frozen=True)
class Tally:
    """The ends of all paths, and the fewest and most questions on one of them."""

    ends: Mapping[Verdict, int]
    fewest: int
    most: int

    @property
    def paths(self) -> int:
        return sum(self.ends.values())


def count_all(flow: Flow, type_: str | None, season: Season) -> Tally:
    """Counted group by group; quick for any flow the checks let pass."""
    ends: Counter[Verdict] = Counter()
    lengths: list[int] = []
    for pinned in _pinned(flow, type_):
        known = {**pinned, SEASON: season}
        totals: Counter[tuple[bool, bool, bool]] = Counter({(False, False, False): 1})
        fewest = most = sum(id_ in flow.question for id_ in pinned)
        for group in groups(flow, _considered(flow, type_), known):
            found = [way for way in ways(flow, _with_pinned(flow, group.questions, pinned), pinned)]
            outcomes = Counter(_outcome(group.conditions, {**known, **way}) for way in found)
            totals = _joined(totals, outcomes)
            asked = [sum(id_ not in pinned for id_ in way) for way in found]
            fewest, most = fewest + min(asked), most + max(asked)
        lengths += [fewest, most]
        is_filed = bool(flow.filed) and holds(flow.filed, pinned)
        for outcome, number in totals.items():
            ends[_end(outcome, is_filed)] += number
    return Tally(ends, min(lengths), max(lengths))


def walk_all(flow: Flow, type_: str | None, season: Season) -> Tally:
    """Every path of the whole product, one by one."""
    ends: Counter[Verdict] = Counter()
    fewest, most = len(flow.questions), 0
    fixed = {flow.types.question: type_} if flow.types and type_ else {}
    considered = _considered(flow, type_)
    tables = [(c.kind, c.questions(), _compiled(flow, c, season)) for c in considered]
    asked = _asked(flow, type_)
    for way in ways(flow, asked, fixed):
        known = {**way, SEASON: season}
        values = [(kind, table[tuple(known.get(id_) for id_ in looked_at)]) for kind, looked_at, table in tables]
        ends[verdict_of(values, bool(flow.filed) and holds(flow.filed, way))] += 1
        fewest, most = min(fewest, len(way)), max(most, len(way))
    return Tally(ends, fewest, most)


def _considered(flow: Flow, type_: str | None) -> list[Condition]:
    return [c for c in flow.conditions if c.type in (None, type_)]


def _asked(flow: Flow, type_: str | None) -> list[str]:
    """The questions that can be shown for a type."""
    if flow.types is None or type_ is None:
        return list(flow.question)
    chooser = flow.types.question
    return [q.id for q in flow.questions if chooser not in q.show_if or type_ in q.show_if[chooser]]


def _pinned(flow: Flow, type_: str | None) -> Iterator[dict[str, str]]:
    """Every way to answer the questions on which everything hangs: the type, and whether it is filed."""
    fixed = {flow.types.question: type_} if flow.types and type_ else {}
    free = [id_ for id_ in flow.filed if id_ not in fixed]
    for options in product(*(flow.question[id_].options for id_ in free)):
        yield {**fixed, **dict(zip(free, options, strict=True))}


def _with_pinned(flow: Flow, questions: tuple[str, ...], pinned: Mapping[str, str]) -> list[str]:
    """The questions of a group behind the pinned ones they may depend on, in the order of the flow."""
    return [id_ for id_ in flow.question if id_ in questions or id_ in pinned]


_Outcome = tuple[bool, bool, bool]  # a no that stays, a no that can be settled, something not sure


def _outcome(conditions: tuple[Condition, ...], known: Mapping[str, str]) -> _Outcome:
    stays = curable = unsure = False
    for condition in conditions:
        row = deciding_row(condition.rows, known)
        value = row.value if row else "unsure"
        stays = stays or (value == "no" and condition.kind != "curable")
        curable = curable or (value == "no" and condition.kind == "curable")
        unsure = unsure or value == "unsure"
    return stays, curable, unsure


def _joined(one: Mapping[_Outcome, int], two: Mapping[_Outcome, int]) -> Counter[_Outcome]:
    joined: Counter[_Outcome] = Counter()
    for (a, m), (b, n) in product(one.items(), two.items()):
        joined[(a[0] or b[0], a[1] or b[1], a[2] or b[2])] += m * n
    return joined


def _end(outcome: _Outcome, is_filed: bool) -> Verdict:
    stays, curable, unsure = outcome
    if stays or (curable and is_filed):
        return Verdict.STOP
    return Verdict.FIX if curable else Verdict.CHECK if unsure else Verdict.CLEAR


def _compiled(flow: Flow, condition: Condition, season: Season) -> dict[tuple[str | None, ...], Value]:
    """The value of a condition by the options of what it looks at; None where a question is not shown."""
    looked_at = condition.questions()
    choices = [SEASONS if id_ == SEASON else (None, *flow.question[id_].options) for id_ in looked_at]
    table: dict[tuple[str | None, ...], Value] = {}
    for options in product(*choices):
        known = {id_: option for id_, option in zip(looked_at, options, strict=True) if option is not None}
        row = deciding_row(condition.rows, known)
        table[options] = row.value if row else "unsure"
    return table
