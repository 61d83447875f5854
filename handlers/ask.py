"""Last in line: question → finding → reply with its sources."""

import datetime as dt
from dataclasses import replace
from typing import assert_never

from handlers.choices import choice_of
from handlers.citing import source_lines
from handlers.contract import Choice, Incoming, Kind, Reply
from handlers.phrases import phrase
from handlers.state import LastTurn, State
from handlers.turn import Turn
from knowledge.answer import Finding, Found, NotCovered, Suggestion, Unclear, honours_in, people_in
from knowledge.library import Library
from knowledge.phrasing import is_short
from knowledge.question import Question
from knowledge.reader import CARRIED_FOR

_TOLD_KEPT = 40  # honours and people a reply named
_CANDIDATES_KEPT = 3
_NEAR = 0.1  # score from which a topic of an unanswered question is worth keeping


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
                if question.rule == "again":
                    text = phrase("again", language) + "\n" + text
            case Unclear(text, following, topic, cites):
                kind, confidence = Kind.CLARIFY, question.confidence
            case NotCovered(text, topic, following, cites):
                kind, confidence = Kind.FALLBACK, question.confidence
            case other:
                assert_never(other)
        return Reply(
            kind, text, language, topic, confidence,
            sources=source_lines(self._library.pack, cites, language), choices=_choices(following),
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

    def _last(self, question: Question, finding: Finding, message: Incoming, state: State) -> LastTurn | None:
        """What a follow-up leans on. Talk, and what was not understood, leave the turn before in mind.

        Where there is none, the likeliest topics of what was not understood are kept.
        """
        pack = self._library.pack
        # "how many is that?" is an aside: what follows goes on from the list itself
        told = question.topic if question.rule == "aspect" else finding.topic or question.topic
        topic = pack.topic.get(told or "")
        asked_back = isinstance(finding, Unclear) and question.tier == "ask"
        unanswered = self._likeliest(question) if question.tier == "decline" or asked_back else ()
        if topic is not None and topic.kind in ("talk", "outside"):
            return state.last
        not_answered = question.tier == "decline" or asked_back
        if not_answered and self._is_recent(state.last, message) and self._leans(question):
            return state.last
        if topic is None:
            if not unanswered or self._is_recent(state.last, message):
                return state.last
            topic = pack.topic[unanswered[0]]
        return LastTurn(
            topic.id, question.slots.to_dict(), message.now.isoformat(), question.language, question.confidence,
            (honours_in(pack, finding.text, question.language) or question.among)[:_TOLD_KEPT],
            people_in(pack, finding.text, question.language)[:_TOLD_KEPT],
            unanswered, question.yes_no,
            tuple(part.topic for part in question.parts if part.topic and part.tier == "answer"),
        )  # fmt: skip

    def _likeliest(self, question: Question) -> tuple[str, ...]:
        """The topics a question came nearest to, but for talk."""
        topics = (self._library.pack.topic[label] for label, score in question.candidates if score >= _NEAR)
        return tuple(topic.id for topic in topics if topic.kind not in ("talk", "outside"))[:_CANDIDATES_KEPT]

    def _leans(self, question: Question) -> bool:
        """Whether a message says too little by itself to take the place of what was spoken of before."""
        named = {mention.sort for mention in question.reading.mentions} if question.reading else set()
        return is_short(question.folded) and not named - {"term", "number"}

    def _is_recent(self, last: LastTurn | None, message: Incoming) -> bool:
        """Whether a last turn is one a follow-up would still lean on."""
        if last is None or last.topic is None or last.candidates:
            return False
        return abs(message.now - dt.datetime.fromisoformat(last.at)) <= CARRIED_FOR


def _choices(suggestions: tuple[Suggestion, ...]) -> tuple[Choice, ...]:
    unique = {choice.id: choice for choice in map(choice_of, suggestions)}
    return tuple(unique.values())
