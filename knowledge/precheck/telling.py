"""Results in words: values, reasons and to-dos of conditions, in one language. What is said stands in the content."""

from collections.abc import Iterable, Mapping

from knowledge.answer.wording import Wording, listed
from knowledge.flow import Clause, Flow, Value
from knowledge.language import Language, Text
from knowledge.precheck.results import Change, ConditionResult, Verdict

MARKS: Mapping[Value, str] = {"yes": "✓", "no": "✗", "unsure": "?", "na": "–"}


class Telling:
    """Words for the results of one flow, in one language."""

    def __init__(self, wording: Mapping[str, Text], flow: Flow, language: Language) -> None:
        self._flow = flow
        self._wording = Wording(dict(wording))
        self.language = language

    def say(self, name: str, /, **values: object) -> str:
        """A sentence of the pack's wording, `precheck.` left out of its name."""
        return self._wording.say(f"precheck.{name}", self.language, **values)

    def verdict(self, verdict: Verdict) -> str:
        return self.say(f"verdict-{verdict.name.lower()}")

    def type_name(self, type_: str) -> str:
        """A kind of entry, as the question that chooses it calls it."""
        assert self._flow.types is not None
        return self.option(self._flow.types.question, type_)

    def label(self, question: str) -> str:
        return self._flow.question[question].label.in_(self.language)

    def option(self, question: str, option: str) -> str:
        return self._flow.question[question].options[option].text.in_(self.language)

    def answers(self, answers: Mapping[str, Iterable[str]]) -> str:
        """Answers by the labels of their questions; several options of one mean either."""
        parts = []
        for question, options in answers.items():
            either = self.say("or").join(f"“{self.option(question, option)}”" for option in options)
            parts.append(self.say("answer-of", label=self.label(question), options=either))
        return self.say("and").join(parts)

    def reason(self, result: ConditionResult) -> str:
        """Why a condition has its value: what was answered or not, what the row says, and how readings differ."""
        sentences = []
        given = {id_: (option,) for id_, option in result.given.items() if option is not None}
        missing = [self.label(id_) for id_, option in result.given.items() if option is None]
        if given:
            sentences.append(self.say("reason", answers=self.answers(given)))
        if missing:
            sentences.append(self.say("reason-open", labels=listed(missing, self.language)))
        if result.row and result.row.reason:
            sentences.append(result.row.reason.in_(self.language))
        if result.value == "unsure" and result.readings_differ and not missing:
            sentences.append(self.say("reason-readings", readings=self._readings(result)))
        return ("" if self.language == "zh" else " ").join(sentences)

    def _readings(self, result: ConditionResult) -> str:
        read = [
            self.say("reading", text=r.reading.text.in_(self.language), value=self.say(f"value-{r.value}"))
            for r in result.readings
        ]
        return self.say("and").join(read)

    def todo(self, result: ConditionResult) -> str:
        """What to do about a condition; empty where nothing is to be done."""
        if result.is_met:
            return ""
        row = result.row
        if row and row.todo:
            return row.todo.in_(self.language)
        unknown = [id_ for id_, option in result.given.items() if option in (None, self._flow.question[id_].unsure)]
        if result.value == "unsure" and unknown:
            return self._flow.question[unknown[0]].find_out.in_(self.language)
        text = result.condition.todo.get("no" if result.value == "no" else "unsure")
        return text.in_(self.language) if text else ""

    def step(self, change: Change) -> str:
        """What a change takes; where the fact stays as it is, only the organiser's word can help, if anything."""
        if change.possible:
            return self.say(f"step-{change.step}")
        return self.say("step-fixed" if change.value == "no" else "step-organiser")

    def clause(self, clause: Clause) -> str:
        """Where a clause stands, in our words."""
        return self.say("clause", where=clause.where.in_(self.language))

    def changed(self, clause: Clause) -> str:
        if clause.changed is None:
            return ""
        return self.say("changed", since=str(clause.changed.since), text=clause.changed.text.in_(self.language))
