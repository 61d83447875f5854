"""What would change a verdict, exactly: the fewest other answers under which every condition is met.

Conditions that look at no question in common are settled apart, each group by trying all its answers: a group has
few questions (a static check sees to it), so the search is exact and quick.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from knowledge.flow import SEASON, Condition, Flow
from knowledge.precheck.combinations import reach
from knowledge.precheck.results import Answers, Change, ConditionResult, Season, Step
from knowledge.precheck.tables import deciding_row
from knowledge.precheck.walk import has_answer, holds


def what_changes(
    flow: Flow,
    answers: Answers,
    season: Season,
    type_: str | None,
    results: Sequence[ConditionResult],
    is_filed: bool,
) -> tuple[Change, ...]:
    """The changes that together lead to CLEAR, for the entry filed under `type_`; none where it is clear."""
    pinned: dict[str, str] = {SEASON: season}
    if flow.types and type_:
        pinned[flow.types.question] = type_
    by_id = {result.id: result for result in results}
    conditions = [by_id[c.id].condition for c in flow.conditions if c.type in (None, type_) and c.id in by_id]
    found: list[Change] = []
    for group in groups(flow, conditions, pinned):
        found += _of_group(flow, answers, pinned, group, by_id, is_filed)
    order: dict[Step, int] = {"settle": 0, "answer": 1, "evidence": 2, "organiser": 3}
    return tuple(sorted(found, key=lambda change: (change.value != "no", order[change.step])))


@dataclass(frozen=True)
class Group:
    """Questions that hang together, in the order of the flow, and the conditions that look at them."""

    questions: tuple[str, ...]
    conditions: tuple[Condition, ...]


def groups(flow: Flow, conditions: Iterable[Condition], pinned: Mapping[str, str]) -> list[Group]:
    """Conditions parted into groups that share no question but the pinned ones."""
    parts: list[tuple[set[str], list[Condition]]] = []
    for condition in conditions:
        reads = set(reach(flow, condition.questions())) - ({*pinned} - {_type_only(flow, condition)})
        joined = [part for part in parts if part[0] & reads]
        rest = [part for part in parts if not part[0] & reads]
        questions = reads.union(*(part[0] for part in joined))
        parts = [*rest, (questions, [c for part in joined for c in part[1]] + [condition])]
    order = {id_: place for place, id_ in enumerate(flow.question)}
    return [Group(tuple(sorted(qs, key=order.__getitem__)), tuple(cs)) for qs, cs in parts]


def _type_only(flow: Flow, condition: Condition) -> str | None:
    """The question of the types, for the condition that looks at nothing else: there it is no given, but open."""
    if flow.types and condition.questions() == (flow.types.question,):
        return flow.types.question
    return None


def _of_group(
    flow: Flow,
    answers: Answers,
    pinned: Mapping[str, str],
    group: Group,
    results: Mapping[str, ConditionResult],
    is_filed: bool,
) -> Iterator[Change]:
    open_ = [c for c in group.conditions if not results[c.id].is_met]
    if not open_:
        return
    solution = _cheapest(flow, answers, pinned, group)
    if solution is None:
        yield from (_change(flow, answers, results[c.id], {}, is_filed) for c in open_)
        return
    changed = [id_ for id_, option in solution.items() if _differs(flow, answers, id_, option)]
    wide = _widened(flow, answers, pinned, group, solution, changed)
    for condition in group.conditions:
        own = {id_: wide[id_] for id_ in changed if _owner(group, open_, id_) is condition}
        if own:
            yield _change(flow, answers, results[condition.id], own, is_filed)


def _owner(group: Group, open_: Sequence[Condition], question: str) -> Condition:
    """The condition a changed question is told under: an open one that looks at it, if any, and at little else."""
    looking = [c for c in open_ if question in c.questions()] or [
        c for c in group.conditions if question in c.questions()
    ]
    return min(looking or open_, key=lambda condition: len(condition.questions()))


def _change(
    flow: Flow, answers: Answers, result: ConditionResult, own: Mapping[str, tuple[str, ...]], is_filed: bool
) -> Change:
    lasting = any(_is_lasting(flow, answers, id_) for id_ in own)
    settled = result.value == "no" and (is_filed or _is_past(result))
    possible = bool(own) and not lasting and not settled
    return Change(result.id, result.value, own, possible, _step(flow, answers, result, own))


def _is_past(result: ConditionResult) -> bool:
    """Whether a condition fails by the season: time does not go back."""
    return result.row is not None and SEASON in result.row.when


def _step(flow: Flow, answers: Answers, result: ConditionResult, own: Mapping[str, tuple[str, ...]]) -> Step:
    """What an open condition needs first."""
    given = [answers.get(id_) if has_answer(flow, answers, id_) else None for id_ in own]
    if result.value == "no":
        return "settle"
    if own and all(option in (None, flow.question[id_].unsure) for id_, option in zip(own, given, strict=True)):
        return "answer"
    if result.condition.kind == "curable":
        return "settle"
    return "evidence" if result.condition.kind == "judged" else "organiser"


def _is_lasting(flow: Flow, answers: Answers, question: str) -> bool:
    return answers.get(question) in flow.question[question].lasting


def _differs(flow: Flow, answers: Answers, question: str, option: str) -> bool:
    """Whether an option is another than the one given; leaving a question unanswered changes nothing."""
    if has_answer(flow, answers, question):
        return answers[question] != option
    return option != flow.question[question].unsure


def _cheapest(flow: Flow, answers: Answers, pinned: Mapping[str, str], group: Group) -> dict[str, str] | None:
    """Answers of a group under which all its conditions are met: fewest lasting facts changed, then fewest changes."""
    best: dict[str, str] | None = None
    least: tuple[int, int] | None = None
    for candidate in _candidates(flow, answers, pinned, group.questions, {}):
        changed = [id_ for id_, option in candidate.items() if _differs(flow, answers, id_, option)]
        cost = (sum(_is_lasting(flow, answers, id_) for id_ in changed), len(changed))
        if (least is None or cost < least) and _all_met(group.conditions, {**pinned, **candidate}):
            best, least = candidate, cost
    return best


def _candidates(
    flow: Flow, answers: Answers, pinned: Mapping[str, str], questions: Sequence[str], so_far: dict[str, str]
) -> Iterator[dict[str, str]]:
    """All ways to answer the questions that are shown then: as given, or by an option that may be proposed."""
    if not questions:
        yield so_far
        return
    question, rest = flow.question[questions[0]], questions[1:]
    if not holds(question.show_if, {**pinned, **so_far}):
        yield from _candidates(flow, answers, pinned, rest, so_far)
        return
    given = answers[question.id] if has_answer(flow, answers, question.id) else question.unsure
    proposed = _proposed(flow, answers, question.id)
    if flow.types and question.id == flow.types.question:
        proposed = [pinned[question.id]]
    for option in dict.fromkeys((given, *proposed)):
        yield from _candidates(flow, answers, pinned, rest, {**so_far, question.id: option})


def _proposed(flow: Flow, answers: Answers, question: str) -> list[str]:
    """The options an answer may be changed to; where there is no definite answer yet, any definite one."""
    options, unsure = flow.question[question].options, flow.question[question].unsure
    is_open = not has_answer(flow, answers, question) or answers[question] == unsure
    return [id_ for id_, option in options.items() if id_ != unsure and (option.offered or is_open)]


def _all_met(conditions: Iterable[Condition], known: Mapping[str, str]) -> bool:
    rows = (deciding_row(condition.rows, known) for condition in conditions)
    return all(row is not None and row.value in ("yes", "na") for row in rows)


def _widened(
    flow: Flow,
    answers: Answers,
    pinned: Mapping[str, str],
    group: Group,
    solution: Mapping[str, str],
    changed: Sequence[str],
) -> dict[str, tuple[str, ...]]:
    """For each changed question all options that will do as well, in any combination."""
    wide: dict[str, tuple[str, ...]] = {id_: (solution[id_],) for id_ in changed}
    for id_ in changed:
        question = flow.question[id_]
        for option_id in question.options:
            if option_id in wide[id_] or option_id not in _proposed(flow, answers, id_):
                continue
            if flow.types and id_ == flow.types.question:
                continue
            others = [wide[other] if other != id_ else (option_id,) for other in changed]
            tried = ({**solution, **dict(zip(changed, combination, strict=True))} for combination in product(*others))
            if all(_stays(flow, pinned, group, solution, one) for one in tried):
                wide[id_] = (*wide[id_], option_id)
    return wide


def _stays(
    flow: Flow, pinned: Mapping[str, str], group: Group, solution: Mapping[str, str], tried: Mapping[str, str]
) -> bool:
    """Whether the same questions are shown as in the solution, and all is met still."""
    known = dict(pinned)
    for id_ in group.questions:
        shown = holds(flow.question[id_].show_if, known)
        if shown != (id_ in solution):
            return False
        if shown:
            known[id_] = tried[id_]
    return _all_met(group.conditions, known)
