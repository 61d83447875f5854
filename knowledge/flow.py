"""The shapes of a pre-check: questions, options and conditions with their decision rows. Models only, data in content.

A flow belongs to one edition. What is written once for several questions (`scales`) and what follows from the
edition's days (`bands`, placeholders) is filled in by `finished`; only a finished flow is asked and evaluated.
"""

import hashlib
import json
from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, StringConstraints, model_validator

from knowledge.facts import Citation, Citations, Id, Statement
from knowledge.language import Frozen, Text

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
ClauseKey = Annotated[str, StringConstraints(pattern=r"^[A-Z]+(?:-[a-z0-9]+)+$", max_length=40)]
Value = Literal["yes", "no", "unsure", "na"]
ConditionClass = Literal["fact", "curable", "judged"]
Day = Literal["opened", "last_day", "year_end"]

LATER = "later"  # the answer of one who skips a question for now
SEASONS = ("open", "closed")
SEASON = "season"  # given with the evaluation, not asked; decision rows may look at it like at a question

Choices = dict[Key, tuple[Key, ...]]  # question → the options that will do


class Difference(Frozen):
    """How a clause differs from that of an earlier year."""

    since: int
    text: Text
    cite: Citations


class Clause(Frozen):
    """A place of a document that a question or condition rests on: where it is, and what it asks, in our words."""

    where: Text
    says: Text
    cite: Citation
    changed: Difference | None = None


class Cues(Frozen):
    """Words by which a description of a case speaks for an option; a cue of several words needs them all, in order."""

    zh: tuple[str, ...] = ()
    en: tuple[str, ...] = ()


class YearSpans(Frozen):
    """How a year in a description speaks for an option: first and last year of each, beside one of the words near."""

    near: Cues
    unless: Cues = Cues()  # words with which a year is that of something else
    options: dict[Key, tuple[int | None, int | None]]


class TwoCountries(Frozen):
    """The option two or more countries in a description speak for, beside one of the words near."""

    near: Cues
    home: Cues = Cues()  # how the organiser's own country is named beside another
    unless: Cues = Cues()  # words with which countries are named for another reason
    option: Key


class Option(Frozen):
    """One answer. `offered`: it may be proposed as what would change the result."""

    text: Text
    offered: bool = True
    advises: bool = False  # leads on to the category advisor
    cues: Cues = Cues()


class Bands(Frozen):
    """Options that are spans of days: from the reference days of the edition, counted back a number of years."""

    years_before: Annotated[int, Field(ge=1)]
    reference: Annotated[tuple[Day, ...], Field(min_length=1)]
    options: tuple[Key, ...]  # one more than reference days, earliest first
    first: Text
    between: Text
    last: Text
    near: Cues = Cues()  # words beside which a year or date in a description is meant


class Question(Frozen):
    """One question. Shown when every question of `show_if`, all of them earlier, has one of the options named."""

    id: Key
    clause: ClauseKey
    text: Text
    label: Text  # the same in a word or two, for tables and reasons
    why: Text
    find_out: Text  # where to find out, for whoever is not sure
    show_if: Choices = {}
    scale: Key | None = None
    bands: Bands | None = None
    years: YearSpans | None = None
    countries: TwoCountries | None = None
    options: dict[Key, Option] = {}
    lasting: tuple[Key, ...] = ()  # options that nothing the applicant does can change any more
    unsure: Key = "unsure"  # the option that stands for not knowing; what is unanswered counts as this one


class Row(Frozen):
    """One line of a decision table: where each question has one of the options named, the condition has this value."""

    when: Choices
    value: Value
    reason: Text | None = None
    todo: Text | None = None


class Reading(Frozen):
    """One way to read an ambiguous clause, with its own decision table."""

    text: Text
    rows: Annotated[tuple[Row, ...], Field(min_length=1)]


class Condition(Frozen):
    """Something that has to be met. `fact` and `judged`: a no ends it; `curable`: it can be settled before filing."""

    id: Key
    kind: Annotated[ConditionClass, Field(alias="class")]
    type: Key | None = None
    clause: ClauseKey
    text: Text
    label: Text
    of: Key | None = None  # a question whose scale decides alone
    rows: tuple[Row, ...] = ()
    readings: tuple[Reading, ...] = ()
    todo: dict[Literal["no", "unsure"], Text] = {}  # what to do, where a row does not say

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    def questions(self) -> tuple[str, ...]:
        """The ids its rows look at, in the order of their mention."""
        return tuple(dict.fromkeys(id_ for row in self.all_rows() for id_ in row.when))

    def all_rows(self) -> tuple[Row, ...]:
        return (*self.rows, *(row for reading in self.readings for row in reading.rows))


class Strengthen(Frozen):
    """What makes an entry stronger; never blocks."""

    id: Key
    clause: ClauseKey
    text: Text


class NotCondition(Frozen):
    """What people assume to be a condition, and what the documents say of it."""

    id: Key
    text: Text
    cite: tuple[Citation, ...] = ()  # none: it is stated nowhere


class Types(Frozen):
    """Where one of several kinds of entry is chosen: by which question, and the option of each kind."""

    question: Key
    options: tuple[Key, ...]


class Scale(Frozen):
    """Options several questions share, and the value each gives to a condition that looks at one of them alone."""

    options: dict[Key, Option]
    decides: dict[Key, Value]


class Flow(Frozen):
    """The pre-check of one edition."""

    id: Id
    programme: Id
    edition: Id
    title: Text
    clauses: dict[ClauseKey, Clause]
    scales: dict[Key, Scale] = {}
    questions: Annotated[tuple[Question, ...], Field(min_length=1)]
    conditions: Annotated[tuple[Condition, ...], Field(min_length=1)]
    types: Types | None = None
    filed: Choices = {}  # answers after which nothing can be settled any more
    strengthen: tuple[Strengthen, ...] = ()
    not_conditions: tuple[NotCondition, ...] = ()
    notes: tuple[Statement, ...] = ()  # said with every result

    @model_validator(mode="before")
    @classmethod
    def _expand(cls, data: Any) -> Any:
        return _expanded(data) if isinstance(data, dict) else data

    @cached_property
    def question(self) -> Mapping[str, Question]:
        return {question.id: question for question in self.questions}

    @cached_property
    def condition(self) -> Mapping[str, Condition]:
        return {condition.id: condition for condition in self.conditions}

    @cached_property
    def version(self) -> str:
        """A short hash of everything that is asked, decided or said; where it is equal, so are the results."""
        meaning = json.dumps(self.model_dump(mode="json", by_alias=True), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(meaning.encode()).hexdigest()[:10]


def _expanded(data: dict[str, Any]) -> dict[str, Any]:
    """The data of a flow with its scales written out; whatever is malformed is left for the models to report."""
    scales = data.get("scales")
    questions, conditions = data.get("questions"), data.get("conditions")
    if not (isinstance(scales, dict) and isinstance(questions, list | tuple) and isinstance(conditions, list | tuple)):
        return data
    asked = [_with_options(question, scales) for question in questions]
    scale_of = {q["id"]: q["scale"] for q in asked if isinstance(q, dict) and "id" in q and q.get("scale") in scales}
    decided = [_with_rows(condition, scale_of, scales) for condition in conditions]
    return {**data, "questions": asked, "conditions": decided}


def _with_options(question: Any, scales: dict[str, Any]) -> Any:
    scale = scales.get(str(question.get("scale"))) if isinstance(question, dict) else None
    if not isinstance(scale, dict) or not isinstance(scale.get("options"), dict):
        return question
    own = question.get("options") or {}
    return {**question, "options": {**scale["options"], **own}} if isinstance(own, dict) else question


def _with_rows(condition: Any, scale_of: Mapping[str, str], scales: dict[str, Any]) -> Any:
    if not isinstance(condition, dict) or condition.get("rows"):
        return condition
    question = str(condition.get("of"))
    scale = scales[scale_of[question]] if question in scale_of else None
    if not isinstance(scale, dict) or not isinstance(scale.get("decides"), dict):
        return condition
    values = dict.fromkeys(scale["decides"].values())
    by_value = {v: [option for option, w in scale["decides"].items() if w == v] for v in values}
    rows = [{"when": {question: options}, "value": value} for value, options in by_value.items()]
    return {**condition, "rows": rows}
