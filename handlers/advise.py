"""Which category fits a described work, as talk: asked in any wording, before the work is described or after."""

import re
from collections.abc import Sequence
from dataclasses import replace

from handlers.citing import source_lines
from handlers.contract import Choice, Incoming, Kind, Reply
from handlers.slash import slash_in
from handlers.state import LastTurn, State
from handlers.turn import Dialogue, Handler, Turn
from knowledge.advisor import Advice
from knowledge.clauses import asks, clauses
from knowledge.language import Language
from knowledge.library import Library
from knowledge.question import Question, Slots
from knowledge.text import CJK, prepared

TOPIC = "which-category"
_COMMAND = "advise"
_EITHER = re.compile(r"还是|或者?|\bor\b", re.IGNORECASE)
_SHORT = 12  # characters that describe no work


class Advise:
    """Takes descriptions of works, and lets `ask` answer who describes nothing, offering to be told of the work."""

    def __init__(self, library: Library, ask: Handler, dialogues: Sequence[Dialogue] = ()) -> None:
        self._library = library
        self._ask = ask
        self._dialogues = dialogues

    async def handle(self, message: Incoming, question: Question, state: State) -> Turn | None:
        if not self._library.pack.signs:
            return None
        key = message.choice or message.text.strip()
        language = message.language or state.language or question.language
        name, argument = slash_in(message) or ("", "")
        if name == _COMMAND:
            return self._commanded(argument, message, language, state)
        if key.startswith("/"):
            return None
        if message.choice or not self._is_ours(message.text, question, state):
            return await self._offering(message, question, state) if question.topic == TOPIC else None
        return self._advised(message.text, message, language, state)

    def _is_ours(self, text: str, question: Question, state: State) -> bool:
        """Whether a message describes a work and wants to know its category, or was invited to describe it."""
        if len(text) < _SHORT:
            return False
        advisor = self._library.advisor
        if question.topic == TOPIC or advisor.asking(text):
            return advisor.describes(text, "asked")
        if "?" in text or "？" in text or asks(prepared(clauses(text)[-1])):
            return False
        if state.last is not None and state.last.topic == TOPIC:
            return advisor.describes(text, "invited")
        return question.tier == "decline" and advisor.describes(text)

    def _commanded(self, argument: str, message: Incoming, language: Language, state: State) -> Turn:
        """`/advise` invites to describe, `/advise TEXT` advises, `/advise award/key` is a side of a question taken."""
        if argument in self._library.advisor.offered():
            return self._chosen(argument, message, language, state)
        if argument:
            spoken = message.language or state.language or ("zh" if CJK.search(argument) else "en")
            return self._advised(argument, message, spoken, state)
        text = self._library.wording.say("advice.describe", language)
        reply = Reply(Kind.CLARIFY, text, language, TOPIC)
        return Turn(reply, replace(state, last=self._last(message, language, None), choices=()))

    def _advised(self, text: str, message: Incoming, language: Language, state: State) -> Turn:
        advice = self._library.advisor.advise(text, message.now, self._programme(text))
        reply = Reply(
            Kind.ANSWER, self._library.telling(language)(advice), language, TOPIC,
            advice.category.score if advice.category else 0.5,
            sources=source_lines(self._library.pack, _cited(advice), language, most=None),
            choices=self._choices(advice, language),
        )  # fmt: skip
        key = advice.category.key if advice.category else None
        after = replace(state, last=self._last(message, language, key), choices=reply.choices)
        told = text
        for clause in self._library.advisor.asking(text):
            told = told.replace(clause, " ")  # what is asked is told of nothing
        for dialogue in self._dialogues:
            after = dialogue.learn(told, after, message.now)
        return Turn(reply, after)

    def _chosen(self, key: str, message: Incoming, language: Language, state: State) -> Turn:
        """A side of a disambiguating question was taken: its category, and what that has to meet."""
        conditions = self._library.advisor.conditions(key)
        names = ("；" if language == "zh" else "; ").join(c.name.in_(language) for c in conditions)
        label = self._library.telling(language).label(key)
        text = self._library.wording.say("advice.chosen", language, category=label, conditions=names)
        choices = (self._precheck(key, language),)
        cites = tuple(dict.fromkeys(cite for condition in conditions for cite in condition.cite))
        sources = source_lines(self._library.pack, cites, language, most=None)
        reply = Reply(Kind.ANSWER, text, language, TOPIC, sources=sources, choices=choices)
        return Turn(reply, replace(state, last=self._last(message, language, key), choices=choices))

    async def _offering(self, message: Incoming, question: Question, state: State) -> Turn | None:
        """The answer of the topic, with the offer to be told of the work."""
        turn = await self._ask.handle(message, question, state)
        if turn is None:
            return turn
        offer = Choice(f"/{_COMMAND}", self._library.wording.say("advice.offer", turn.reply.language))
        choices = (offer, *turn.reply.choices)
        return replace(turn, reply=replace(turn.reply, choices=choices), state=replace(turn.state, choices=choices))

    def _programme(self, text: str) -> str | None:
        """The one call that is named where it is asked; two, or none, leave both open."""
        calls = {call.id for call in self._library.pack.calls()}
        named = {
            id_
            for clause in self._library.advisor.asking(text)
            if not _EITHER.search(clause)  # "the award or the cases?" names neither as the one
            for mention in self._library.lexicon.read(clause).mentions
            if mention.sort == "programme"
            for id_ in mention.ids
        } & calls
        return next(iter(named)) if len(named) == 1 else None

    def _choices(self, advice: Advice, language: Language) -> tuple[Choice, ...]:
        sides = [side for pair in advice.questions[:1] for side in pair.sides if not side.category.endswith("*")]
        found = [Choice(f"/{_COMMAND} {side.category}", side.text.in_(language)) for side in sides]
        asked = [advice.programme] if advice.programme else [call.id for call in self._library.pack.calls()]
        keys = [advice.category.key] if advice.category else asked
        return (*found, *(self._precheck(key, language) for key in keys))

    def _precheck(self, key: str, language: Language) -> Choice:
        """The pre-check of a call, or of one of its categories: where the call has types, it is begun under that."""
        programme, _, category = key.partition("/")
        name = self._library.pack.programme[programme].name.in_(language)
        words = self._library.wording.say("advice.precheck", language, programme=name)
        return Choice(f"/precheck {programme} {category}".strip(), words)

    def _last(self, message: Incoming, language: Language, key: str | None) -> LastTurn:
        """What a follow-up leans on: the call advised. Of the description nothing is kept."""
        slots = Slots(programmes=(key.partition("/")[0],), categories=(key,)) if key else Slots()
        return LastTurn(TOPIC, slots.to_dict(), message.now.isoformat(), language)


def _cited(advice: Advice) -> tuple[str, ...]:
    reasons = [cite for reason in advice.reasons for cite in reason.condition.cite]
    missing = [cite for condition in advice.missing for cite in condition.cite]
    precedents = [cite for one in advice.precedents for cite in one.honours.cite]
    return tuple(dict.fromkeys([*reasons, *missing, *precedents]))
