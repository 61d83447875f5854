"""All ways some questions can be answered: what the checks and the walker of paths exhaust."""

from collections.abc import Iterable, Iterator, Mapping

from knowledge.flow import SEASON, SEASONS, Condition, Flow
from knowledge.precheck.walk import holds


def reach(flow: Flow, questions: Iterable[str]) -> tuple[str, ...]:
    """Questions with those on which it depends whether they are shown, in the order of the flow; no season."""
    found: set[str] = set()
    waiting = [id_ for id_ in questions if id_ != SEASON]
    while waiting:
        id_ = waiting.pop()
        if id_ not in found:
            found.add(id_)
            waiting += flow.question[id_].show_if
    return tuple(id_ for id_ in flow.question if id_ in found)


def ways(flow: Flow, questions: Iterable[str], fixed: Mapping[str, str] | None = None) -> Iterator[dict[str, str]]:
    """Every way to answer the questions that are shown; `fixed` ones have one option where they are shown."""
    yield from _ways(flow, tuple(questions), fixed or {}, {})


def _ways(
    flow: Flow, questions: tuple[str, ...], fixed: Mapping[str, str], so_far: dict[str, str]
) -> Iterator[dict[str, str]]:
    if not questions:
        yield so_far
        return
    question, rest = flow.question[questions[0]], questions[1:]
    if not holds(question.show_if, so_far):
        yield from _ways(flow, rest, fixed, so_far)
        return
    for option in [fixed[question.id]] if question.id in fixed else question.options:
        yield from _ways(flow, rest, fixed, {**so_far, question.id: option})


def ways_of(flow: Flow, condition: Condition) -> Iterator[dict[str, str]]:
    """Every way to answer what a condition looks at, while it is considered; with each season if it asks for that."""
    looked_at = condition.questions()
    seasons = SEASONS if SEASON in looked_at else (None,)
    for way in ways(flow, reach(flow, looked_at)):
        if is_considered(flow, condition, way):
            yield from ({**way, SEASON: season} if season else way for season in seasons)


def is_considered(flow: Flow, condition: Condition, known: Mapping[str, str]) -> bool:
    """Whether a condition counts: not where another type than its own is chosen."""
    if flow.types is None or condition.type is None:
        return True
    chosen = known.get(flow.types.question)
    return chosen == condition.type or chosen not in flow.types.options


def size(flow: Flow, questions: Iterable[str]) -> int:
    """How many ways there are at most."""
    total = 1
    for id_ in questions:
        total *= len(flow.question[id_].options)
    return total
