"""Last in line: question → finding → reply with its sources."""

from dataclasses import replace
from typing import assert_never

from handlers.choices import choice_of
from handlers.contract import Choice, Incoming, Kind, Reply, SourceLine
from handlers.phrases import phrase
from handlers.state import LastTurn, State
from handlers.turn import Turn
from knowledge.answer import Finding, Found, NotCovered, Suggestion, Unclear
from knowledge.library import Library
from knowledge.question import Question

_SOURCES_SHOWN = 8


class Ask:
    """Takes whatever nobody else took for a question."""

    def __init__(self, library: Library) -> None:
        self._library = library

    async def handle(self, message: Incoming, question: Question, state: State) -> Turn:
        finding = self._library.find(question, message.now)
        reply = self._reply(question, finding)
        return Turn(reply, replace(state, last=self._last(question, finding, message, state), choices=reply.choices))

    def _reply(self, question: Question, finding: Finding) -> Reply:
        language = question.language
        match finding:
            case Found(topic, text, cites, following):
                kind, confidence = Kind.ANSWER, question.confidence
                text = self._with_carried(question, text)
            case Unclear(text, following, topic, cites):
                kind, confidence = Kind.CLARIFY, question.confidence
            case NotCovered(text, topic, following, cites):
                kind, confidence = Kind.FALLBACK, question.confidence
            case other:
                assert_never(other)
        return Reply(
            kind, text, language, topic, confidence,
            sources=self._sources(cites, question), choices=_choices(following),
        )  # fmt: skip

    def _with_carried(self, question: Question, text: str) -> str:
        """What was taken from the last turn is shown, unless the answer names it anyway."""
        pack, slots = self._library.pack, question.slots
        names = []
        if "programme" in question.carried:
            names += [pack.programme[p].name.in_(question.language) for p in slots.programmes if p in pack.programme]
        if "year" in question.carried:
            names += [str(year) for year in slots.years]
        hidden = [name for name in names if name not in text]
        if not hidden or self._library.pack.topic[question.topic or ""].kind == "talk":
            return text
        return phrase("about-earlier", question.language, what=", ".join(hidden)) + "\n" + text

    def _sources(self, cites: tuple[str, ...], question: Question) -> tuple[SourceLine, ...]:
        lines = []
        for citation in cites[:_SOURCES_SHOWN]:
            source_id, _, section = citation.partition("#")
            source = self._library.pack.source[source_id]
            name = source.sections[section].in_(question.language) if section else ""
            lines.append(SourceLine(source_id, source.title.in_(question.language), name, source.address))
        return tuple(lines)

    def _last(self, question: Question, finding: Finding, message: Incoming, state: State) -> LastTurn | None:
        """What a follow-up leans on. Talk, and what was not understood, leave the turn before in mind."""
        topic = self._library.pack.topic.get(finding.topic or question.topic or "")
        if topic is None or topic.kind in ("talk", "outside"):
            return state.last
        return LastTurn(
            topic.id, question.slots.to_dict(), message.now.isoformat(), question.language, question.confidence
        )


def _choices(suggestions: tuple[Suggestion, ...]) -> tuple[Choice, ...]:
    unique = {choice.id: choice for choice in map(choice_of, suggestions)}
    return tuple(unique.values())
