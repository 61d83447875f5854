"""An evaluation → its Sheet in one language, as of an instant."""

import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from knowledge.answer.wording import day
from knowledge.facts import Edition
from knowledge.flow import Condition
from knowledge.language import Language
from knowledge.pack import Pack
from knowledge.precheck.results import Change, ConditionResult, Evaluation, Verdict
from knowledge.precheck.seasons import edition_of
from knowledge.precheck.sheet import Line, Section, Sheet
from knowledge.precheck.telling import MARKS, Telling


def make_sheet(pack: Pack, evaluation: Evaluation, now: dt.datetime, language: Language) -> Sheet:
    """The whole result as it is to be read at `now`."""
    telling = Telling(pack.wording, evaluation.flow, language)
    sections = [
        *_types(telling, evaluation),
        _todo(telling, evaluation),
        *_conditions(telling, evaluation),
        _unanswered(telling, evaluation),
        _set_aside(telling, evaluation),
        _strengthen(telling, evaluation),
        _not_conditions(telling, evaluation),
        _sources(pack, telling, evaluation),
    ]
    return Sheet(
        language=language,
        title=evaluation.flow.title.in_(language),
        header=tuple(_header(pack, telling, evaluation, now)),
        verdict=evaluation.verdict,
        verdict_words=telling.verdict(evaluation.verdict),
        verdict_sentence=_meaning(telling, evaluation),
        sections=tuple(section for section in sections if section.lines),
        footer=tuple(_footer(pack, telling, evaluation)),
    )


def _meaning(telling: Telling, evaluation: Evaluation) -> str:
    if evaluation.verdict is Verdict.STOP and evaluation.is_filed:
        return telling.say("means-stop-filed")
    meaning = telling.say(f"means-{evaluation.verdict.name.lower()}")
    types, nearest = evaluation.flow.types, evaluation.nearest
    if types is None or nearest is None or evaluation.chosen or evaluation.verdict is Verdict.STOP:
        return meaning
    words = evaluation.flow.question[types.question].options[nearest].text.in_(telling.language)
    return telling.say("of-nearest", type=words, meaning=meaning)  # the others may come out worse


# ── head and foot ────────────────────────────────────────────────────────────────────────


def _header(pack: Pack, telling: Telling, evaluation: Evaluation, now: dt.datetime) -> Iterator[str]:
    flow, edition = evaluation.flow, edition_of(pack, evaluation.flow)
    today = now.astimezone(ZoneInfo(pack.scheme.zone)).date()
    yield telling.say("unofficial")
    yield telling.say("flow", flow=flow.id, version=flow.version, day=day(today, telling.language))
    yield season_sentence(telling, evaluation, edition, today)
    yield _counts(telling, evaluation.conditions)
    if not evaluation.is_complete:
        yield telling.say("open-questions", count=len(evaluation.walk.unanswered))


def season_sentence(telling: Telling, evaluation: Evaluation, edition: Edition, today: dt.date) -> str:
    """Open with the time left, closed and so a rehearsal, or not opened yet."""
    year = str(edition.year)
    if edition.last_day is None:
        return telling.say("season-undated", year=year)
    language = telling.language
    deadline = edition.spoken.in_(language) if edition.spoken else day(edition.last_day, language)
    if evaluation.season == "open":
        return telling.say("season-open", year=year, deadline=deadline, days=max((edition.last_day - today).days, 0))
    if edition.opened and today < edition.opened:
        return telling.say("season-ahead", year=year)
    return telling.say("season-closed", year=year, deadline=deadline)


def _counts(telling: Telling, results: tuple[ConditionResult, ...]) -> str:
    values = [result.value for result in results]
    return telling.say("counts", **{value: values.count(value) for value in MARKS})


def _footer(pack: Pack, telling: Telling, evaluation: Evaluation) -> Iterator[str]:
    for note in evaluation.flow.notes:
        yield note.text.in_(telling.language)
    programme = pack.programme[evaluation.flow.programme]
    yield telling.say("contact", mailbox=programme.mailbox or pack.scheme.mailbox)


# ── sections ─────────────────────────────────────────────────────────────────────────────


def _types(telling: Telling, evaluation: Evaluation) -> Iterator[Section]:
    lines = []
    for type_, result in evaluation.types.items():
        notes = []
        if type_ == evaluation.chosen:
            notes.append(telling.say("type-chosen"))
        if type_ == evaluation.nearest:
            notes.append(telling.say("type-nearest"))
        name = telling.type_name(type_)
        title = telling.say("type-noted", type=name, notes=telling.say("and").join(notes)) if notes else name
        lines.append(
            Line(id=type_, mark="", words=telling.verdict(result.verdict), title=title,
                 reason=_counts(telling, result.conditions))
        )  # fmt: skip
    yield Section("types", telling.say("types"), tuple(lines), telling.say("types-intro"))


def _todo(telling: Telling, evaluation: Evaluation) -> Section:
    by_id = {result.id: result for result in evaluation.conditions}
    lines = tuple(_todo_line(telling, change, by_id[change.condition]) for change in evaluation.changes)
    is_open = all(change.possible for change in evaluation.changes)
    return Section("todo", telling.say("todo"), lines, telling.say("todo-intro" if is_open else "todo-intro-fixed"))


def _todo_line(telling: Telling, change: Change, result: ConditionResult) -> Line:
    is_told = bool(change.answers) and (change.possible or change.value == "no")
    takes = telling.say("would-take", answers=telling.answers(change.answers)) if is_told else ""
    return Line(
        id=result.id,
        mark="·",
        words=telling.step(change),
        title=result.condition.text.in_(telling.language),
        reason=telling.todo(result),
        todo=takes,
    )


def _conditions(telling: Telling, evaluation: Evaluation) -> Iterator[Section]:
    """The common conditions, then those of each type considered."""
    results = evaluation.conditions
    first = {r.condition.clause: r.id for r in reversed(sorted_by_type(results))}  # a change is told once a clause
    for type_ in dict.fromkeys(r.condition.type for r in results):
        own = [r for r in results if r.condition.type == type_]
        lines = [_condition_line(telling, evaluation, r, first[r.condition.clause] == r.id) for r in own]
        if type_ is not None:
            heading = telling.say("conditions-type", type=telling.type_name(type_))
        else:
            heading = telling.say("conditions-common" if evaluation.flow.types else "conditions")
        yield Section("conditions", heading, tuple(lines), type=type_)


def sorted_by_type(results: tuple[ConditionResult, ...]) -> list[ConditionResult]:
    """The results in the order they are shown in: the common ones, then type by type."""
    order = list(dict.fromkeys(r.condition.type for r in results))
    return sorted(results, key=lambda r: order.index(r.condition.type))


def _condition_line(telling: Telling, evaluation: Evaluation, result: ConditionResult, tells_change: bool) -> Line:
    condition: Condition = result.condition
    clause = evaluation.flow.clauses[condition.clause]
    todo = telling.todo(result)
    return Line(
        id=condition.id,
        mark=MARKS[result.value],
        words=telling.say(f"value-{result.value}"),
        title=condition.text.in_(telling.language),
        reason=telling.reason(result),
        clause=telling.clause(clause),
        todo=telling.say("do", todo=todo) if todo else "",
        changed=telling.changed(clause) if tells_change else "",
        value=result.value,
        kind=condition.kind,
        kind_words=telling.say(f"class-{condition.kind}"),
    )


def _unanswered(telling: Telling, evaluation: Evaluation) -> Section:
    flow = evaluation.flow
    lines = [Line(id_, "·", "", flow.question[id_].text.in_(telling.language)) for id_ in evaluation.walk.unanswered]
    return Section("unanswered", telling.say("unanswered"), tuple(lines))


def _set_aside(telling: Telling, evaluation: Evaluation) -> Section:
    answers = evaluation.answers
    lines = [Line(id_, "·", "", telling.answers({id_: (answers[id_],)})) for id_ in evaluation.walk.set_aside]
    return Section("set-aside", telling.say("set-aside"), tuple(lines), telling.say("set-aside-intro"))


def _strengthen(telling: Telling, evaluation: Evaluation) -> Section:
    flow = evaluation.flow
    lines = [
        Line(item.id, "+", "", item.text.in_(telling.language), clause=telling.clause(flow.clauses[item.clause]))
        for item in flow.strengthen
    ]
    return Section("strengthen", telling.say("strengthen"), tuple(lines))


def _not_conditions(telling: Telling, evaluation: Evaluation) -> Section:
    lines = [
        Line(item.id, "·", telling.say("stated" if item.cite else "not-stated"), item.text.in_(telling.language))
        for item in evaluation.flow.not_conditions
    ]
    heading, intro = telling.say("not-conditions"), telling.say("not-conditions-intro")
    return Section("not-conditions", heading, tuple(lines), intro)


def _sources(pack: Pack, telling: Telling, evaluation: Evaluation) -> Section:
    """The documents the clauses stand in."""
    flow = evaluation.flow
    clauses = [flow.clauses[result.condition.clause] for result in evaluation.conditions]
    cited = [clause.cite for clause in clauses] + [cite for note in flow.notes for cite in note.cite]
    lines = []
    for id_ in dict.fromkeys(cite.partition("#")[0] for cite in cited):
        source = pack.source[id_]
        parts = [source.title.in_(telling.language), source.issuer.in_(telling.language)]
        dated = [day(source.date, telling.language)] if source.date else []
        lines.append(Line(id_, "·", "", " · ".join([*parts, *dated])))
    return Section("sources", telling.say("sources"), tuple(lines))
