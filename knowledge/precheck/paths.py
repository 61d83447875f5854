"""How many ways through a flow there are, and where they end: exactly, over the whole product.

`walk_all` walks each path by itself. `count_all` comes to the same figures by going on once for all answers that
cannot differ any more: those after which the same questions are shown, the same conditions stand open, and what is
settled so far weighs the same. So it reaches also where there are more paths than anybody could walk.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import product

from knowledge.flow import SEASON, SEASONS, Condition, Flow, Question, Value
from knowledge.precheck.combinations import is_considered, reach, ways
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


@dataclass(frozen=True)
class Standing:
    """What of the answers so far can still make a difference: equal standings have an equal future.

    `weights` holds for each type what its settled conditions come to, as flags; `values` the values themselves,
    where standings are told apart that finely.
    """

    live: tuple[tuple[str, str], ...] = ()
    weights: tuple[int, ...] = ()
    values: tuple[tuple[str, Value], ...] = ()


@dataclass(frozen=True)
class Met:
    """The paths that come to one standing: how many, the fewest and most questions on them, and the first of them."""

    paths: int
    fewest: int
    most: int
    first: Mapping[str, str]


_STAYS, _CURABLE, _UNSURE = 1, 2, 4  # a no that stays, a no that can be settled, something not sure


def count_all(flow: Flow, type_: str | None, season: Season) -> Tally:
    """Every path, those alike taken together; of one option of the question of types, or of all."""
    ends: Counter[Verdict] = Counter()
    reached = standings(flow, type_, season)
    for standing, met in reached.items():
        ends[end_of(flow, standing)] += met.paths
    return Tally(ends, min(met.fewest for met in reached.values()), max(met.most for met in reached.values()))


def walk_all(flow: Flow, type_: str | None, season: Season) -> Tally:
    """Every path by itself, for one type or a flow without types; some millions take minutes."""
    ends: Counter[Verdict] = Counter()
    fewest, most = len(flow.questions), 0
    considered = [c for c in flow.conditions if c.type in (None, type_)]
    tables = [(c.kind, c.questions(), _compiled(flow, c, season)) for c in considered]
    for way in ways(flow, flow.question, _fixed(flow, type_)):
        known = {**way, SEASON: season}
        values = [(kind, table[tuple(known.get(id_) for id_ in looked_at)]) for kind, looked_at, table in tables]
        ends[verdict_of(values, bool(flow.filed) and holds(flow.filed, way))] += 1
        fewest, most = min(fewest, len(way)), max(most, len(way))
    return Tally(ends, fewest, most)


def standings(flow: Flow, type_: str | None, season: Season, *, finely: bool = False) -> dict[Standing, Met]:
    """Where all paths come to at their ends; `finely` tells apart what differs in the value of any condition."""
    types = flow.types.options if flow.types else (None,)
    reached = {Standing(weights=(0,) * len(types)): Met(1, 0, 0, {})}
    for place, question in enumerate(flow.questions):
        settled = _settled_by(flow, question.id)
        ahead = _looked_at_behind(flow, place)
        found: dict[Standing, Met] = {}
        for standing, met in reached.items():
            for option in _options(flow, question, standing, type_):
                live = dict(standing.live) | ({question.id: option} if option else {})
                after = _settle(flow, replace(standing, live=tuple(live.items())), settled, season, finely)
                kept = tuple((id_, given) for id_, given in after.live if id_ in ahead)
                _meet(found, replace(after, live=kept), _onward(met, question.id, option))
        reached = found
    return reached


def end_of(flow: Flow, standing: Standing) -> Verdict:
    """The verdict at the end of a path; between types it is that of the best."""
    live = dict(standing.live)
    is_filed = bool(flow.filed) and holds(flow.filed, live)
    chosen = live.get(flow.types.question) if flow.types else None
    types = flow.types.options if flow.types else (None,)
    weighed = dict(zip(types, standing.weights, strict=True))
    counting = [weighed[chosen]] if chosen in weighed else list(weighed.values())
    return max((_verdict(weight, is_filed) for weight in counting), key=lambda verdict: verdict.rank)


def _verdict(weight: int, is_filed: bool) -> Verdict:
    if weight & _STAYS or (weight & _CURABLE and is_filed):
        return Verdict.STOP
    return Verdict.FIX if weight & _CURABLE else Verdict.CHECK if weight & _UNSURE else Verdict.CLEAR


def _fixed(flow: Flow, type_: str | None) -> dict[str, str]:
    return {flow.types.question: type_} if flow.types and type_ else {}


def _options(flow: Flow, question: Question, standing: Standing, type_: str | None) -> Iterable[str | None]:
    """The answers a question can be given; none where it is not shown."""
    if not holds(question.show_if, dict(standing.live)):
        return (None,)
    fixed = _fixed(flow, type_)
    return (fixed[question.id],) if question.id in fixed else question.options


def _settled_by(flow: Flow, question: str) -> list[Condition]:
    """The conditions that look at this question last."""
    return [c for c in flow.conditions if reach(flow, c.questions())[-1:] == (question,)]


def _looked_at_behind(flow: Flow, place: int) -> set[str]:
    """What anything behind a place looks at: questions, conditions not settled yet, and the verdict."""
    rest = flow.questions[place + 1 :]
    looked_at = {id_ for question in rest for id_ in question.show_if} | set(flow.filed)
    for question in rest:
        looked_at |= {id_ for condition in _settled_by(flow, question.id) for id_ in condition.questions()}
    return looked_at | ({flow.types.question} if flow.types else set())


def _settle(flow: Flow, standing: Standing, conditions: Iterable[Condition], season: Season, finely: bool) -> Standing:
    known = {**dict(standing.live), SEASON: season}
    types = flow.types.options if flow.types else (None,)
    for condition in conditions:
        if not is_considered(flow, condition, known):
            continue
        row = deciding_row(condition.rows, known)
        value = row.value if row else "unsure"
        weights = tuple(
            weight | _weight(condition, value) if condition.type in (None, type_) else weight
            for type_, weight in zip(types, standing.weights, strict=True)
        )
        values = (*standing.values, (condition.id, value)) if finely else ()
        standing = replace(standing, weights=weights, values=values)
    return standing


def _weight(condition: Condition, value: Value) -> int:
    if value == "no":
        return _CURABLE if condition.kind == "curable" else _STAYS
    return _UNSURE if value == "unsure" else 0


def _onward(met: Met, question: str, option: str | None) -> Met:
    if option is None:
        return met
    return Met(met.paths, met.fewest + 1, met.most + 1, {**met.first, question: option})


def _meet(found: dict[Standing, Met], standing: Standing, met: Met) -> None:
    """Puts paths to those that came to the same standing before."""
    if other := found.get(standing):
        fewest, most = min(other.fewest, met.fewest), max(other.most, met.most)
        met = Met(other.paths + met.paths, fewest, most, other.first)
    found[standing] = met


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
