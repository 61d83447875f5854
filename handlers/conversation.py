"""respond(): open the chat's state, read the message once, offer it to the handlers, save, reply."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace

from handlers.advise import Advise
from handlers.ask import Ask
from handlers.choices import parse
from handlers.commands import AS_TOPIC, Commands, command_in
from handlers.contract import Choice, Incoming, Kind, Reply
from handlers.phrases import phrase
from handlers.ports import Conversations, Staff
from handlers.slash import slash_in
from handlers.stale import is_open, without_the_unknown
from handlers.state import State
from handlers.turn import Dialogue, Handler, Turn
from knowledge.clauses import asks
from knowledge.language import Language
from knowledge.library import Library
from knowledge.question import Earlier, Question, Slots
from knowledge.text import fold, is_chinese

SHORT = 40  # characters of what is meant for an answer, and no description of anything
_SURE = 0.75  # confidence from which a question is what it was recognised as, whatever a dialogue says
LONGEST = 2000  # characters of a question that are still read; 8,000 is what a channel accepts


class Conversation:
    """The whole assistant behind one method. Safe to call from many tasks: each chat is taken one message at a time.

    It answers from one library for good; another pack is another conversation about the same chats. Without
    `staff` nobody may do what is for them.
    """

    def __init__(
        self,
        library: Library,
        conversations: Conversations,
        staff: Staff | None = None,
        dialogues: Sequence[Dialogue] = (),
    ) -> None:
        self._library = library
        self._conversations = conversations
        self._commands = Commands(library, staff)
        self._dialogues = dialogues
        ask = Ask(library)
        self._handlers: Sequence[Handler] = (*dialogues, Advise(library, ask, dialogues), self._commands, ask)

    async def respond(self, message: Incoming) -> Reply:
        """Exactly one reply to one message; the chat's state is saved before it is given back."""
        async with self._conversations.open(message.channel, message.chat) as memory:
            turn = await self._turn(message, without_the_unknown(self._library, memory.state))
            if turn.forget:
                turn = await self._forgotten(turn, message, memory.state)
                memory.forget()
            memory.state = turn.state if turn.forget else _with_language(turn, message)
            memory.answered(message, turn.reply)
        return turn.reply

    async def _turn(self, message: Incoming, state: State) -> Turn:
        message = _spoken(message, state)
        language = message.language or state.language
        if early := self._not_a_question(message, state, language):
            return early
        chosen = self._chosen(message, state)
        owned = chosen is not None and any(dialogue.owns(chosen.id) for dialogue in self._dialogues)
        if chosen and not owned and not is_open(self._library, chosen.id):
            return self._stale(message, state, language)
        question = self._about_a_dialogue(self._question(message, state, chosen, language))
        offered = replace(message, choice=chosen.id) if chosen else message
        asking = self._asking(state, question.language)
        later = (handler for handler in self._handlers if handler is not asking)
        for handler in (asking, *later) if asking else self._handlers:
            turn = await handler.handle(offered, question, state)
            if turn is not None:
                turn = turn if handler in self._dialogues else self._with_offers(turn, offered, question)
                if handler is asking or asking is None:
                    return turn
                vague = handler is self._handlers[-1] and _is_vague(message.text, turn.reply)
                return _unread(turn, asking, state) if vague else _asked_again(turn, asking)
        raise AssertionError("the last handler takes anything")

    def _with_offers(self, turn: Turn, message: Incoming, question: Question) -> Turn:
        """An answer, and below it what the dialogues can do about it."""
        more = [choice for dialogue in self._dialogues for choice in dialogue.offers(message, question, turn.reply)]
        if not more:
            return turn
        reply = replace(turn.reply, choices=(*turn.reply.choices, *more))
        return replace(turn, reply=reply, state=replace(turn.state, choices=reply.choices))

    def _asking(self, state: State, language: Language) -> Dialogue | None:
        """The dialogue whose question is open."""
        return next((dialogue for dialogue in self._dialogues if dialogue.pending(state, language)), None)

    async def _forgotten(self, turn: Turn, message: Incoming, state: State) -> Turn:
        """The reply, with what the dialogues erase beside the chat's state."""
        told = [await dialogue.forget(message, state, turn.reply.language) for dialogue in self._dialogues]
        text = "\n".join(part for part in (turn.reply.text, *told) if part)
        return replace(turn, reply=replace(turn.reply, text=text))

    def _question(self, message: Incoming, state: State, chosen: Choice | None, language: Language | None) -> Question:
        if chosen and (parsed := parse(chosen.id)):
            return self._tapped(message, state, *parsed, language)
        name, _ = command_in(message)
        if name in AS_TOPIC:
            return self._tapped(message, state, AS_TOPIC[name], Slots(), language)
        return self._library.read(message.text, message.now, _earlier(state), language)

    def _about_a_dialogue(self, question: Question) -> Question:
        """What was not surely recognised and asks about what a dialogue does is a question of that dialogue's topic."""
        if question.tier == "answer" and question.confidence >= _SURE:
            return question
        found = (dialogue.topic_of(question.text) for dialogue in self._dialogues)
        topic = next((topic for topic in found if topic in self._library.pack.topic), None)
        return replace(question, topic=topic, tier="answer", parts=()) if topic else question

    def _tapped(self, message: Incoming, state: State, topic: str, slots: Slots, language: Language | None) -> Question:
        spoken = language or (state.last.language if state.last else None) or _language_of(message.text)
        old = Slots.from_dict(state.last.slots) if state.last else Slots()
        if state.last and topic == state.last.topic and not old.programmes:
            # the choice settles what the question left unclear; all else it named still holds
            slots = replace(old, **{name: value for name, value in vars(slots).items() if value})
        return Question(
            message.text,
            fold(message.text),
            spoken,
            message.now,
            slots,
            topic,
            "answer",
            1.0,
            own_programmes=slots.programmes,
        )

    def _chosen(self, message: Incoming, state: State) -> Choice | None:
        """The choice a message picks: by its key, its number or its words."""
        if message.choice:
            return Choice(message.choice, message.text)
        said = fold(message.text).rstrip(".。)")
        for number, choice in enumerate(state.choices, 1):
            if said == str(number) or said == fold(choice.text).rstrip(".。)"):
                return choice
        return None

    def _not_a_question(self, message: Incoming, state: State, language: Language | None) -> Turn | None:
        """Nothing, or far too much: said so, with the state as it was."""
        spoken = language or (state.last.language if state.last else _language_of(message.text))
        if not message.choice and not re.search(r"\w", message.text):
            return Turn(
                Reply(Kind.FALLBACK, phrase("empty", spoken), spoken, choices=self._commands.starters(spoken)),
                replace(state, choices=self._commands.starters(spoken)),
            )
        if len(message.text) > LONGEST:
            text = phrase("too-long", spoken, length=str(len(message.text)), limit=str(LONGEST))
            return Turn(Reply(Kind.FALLBACK, text, spoken), state)
        return None

    def _stale(self, message: Incoming, state: State, language: Language | None) -> Turn:
        spoken = language or (state.last.language if state.last else _language_of(message.text))
        choices = self._commands.starters(spoken)
        return Turn(
            Reply(Kind.FALLBACK, phrase("stale-choice", spoken), spoken, choices=choices),
            replace(state, choices=choices),
        )


def _is_vague(text: str, reply: Reply) -> bool:
    """Whether something short asks nothing, and nothing could be answered: meant for an answer to what is open."""
    if reply.kind not in (Kind.FALLBACK, Kind.CLARIFY) or len(text) > SHORT or text.startswith("/"):
        return False
    return not asks(fold(text).rstrip("吧。.,，! "))  # "it is, I suppose" asks nothing


def _unread(turn: Turn, asking: Dialogue, state: State) -> Turn:
    """What is open again, for what could not be read as an answer to it."""
    pending = asking.pending(state, turn.reply.language)
    if pending is None:
        return turn
    text = f"{phrase('no-answer', pending.language)}\n\n{pending.text}"
    return Turn(replace(pending, text=text), replace(state, choices=pending.choices))


def _asked_again(turn: Turn, asking: Dialogue) -> Turn:
    """The reply to a side question, and below it the question that is still open."""
    pending = None if turn.forget else asking.pending(turn.state, turn.reply.language)
    if pending is None:
        return turn
    # what a side question may have meant stands above the choices of the open one: it can be asked in these words
    meant = [f"· {choice.text}" for choice in turn.reply.choices] if turn.reply.kind is Kind.CLARIFY else []
    text = "\n".join([turn.reply.text, *meant]) + f"\n\n{pending.text}"
    reply = replace(turn.reply, text=text, choices=pending.choices)
    return replace(turn, reply=reply, state=replace(turn.state, choices=pending.choices))


def _language_of(text: str) -> Language:
    return "en" if re.search(r"[A-Za-z]", text) and not is_chinese(text) else "zh"


def _earlier(state: State) -> Earlier | None:
    last = state.last
    if last is None:
        return None
    at = dt.datetime.fromisoformat(last.at)
    return Earlier(
        last.topic, Slots.from_dict(last.slots), at, last.language, last.confidence,
        last.honours, last.people, last.candidates, last.yes_no, last.topics,
    )  # fmt: skip


def _spoken(message: Incoming, state: State) -> Incoming:
    """A command or mere figures tell no language: that of the last reply counts, else that of the app.

    A greeting is in both.
    """
    told = message.language or state.language or state.last or any(kept.get("open") for kept in state.dialogue.values())
    language = state.spoken or message.speaks
    if told or not language:
        return message
    found = slash_in(message)
    is_wordless = found[0] != "start" if found else not any(map(str.isalpha, message.text))
    return replace(message, language=language) if is_wordless else message


def _with_language(turn: Turn, message: Incoming) -> State:
    """The state after a turn, with the language that was spoken in it."""
    if command_in(message)[0] == "start":
        return turn.state
    return replace(turn.state, spoken=turn.reply.language)
