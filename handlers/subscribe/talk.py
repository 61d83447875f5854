"""One message in its circumstances, and the language it is to be answered in."""

from dataclasses import dataclass, replace

from handlers.contract import Incoming
from handlers.state import State
from handlers.subscribe.kept import Kept
from handlers.subscribe.telling import Telling
from knowledge.language import Language
from knowledge.lexicon import Reading
from knowledge.question import Question
from knowledge.text import is_chinese
from reminders.subscriptions import Address

_A_SENTENCE = 4  # words from which a text in Latin letters is one


@dataclass(frozen=True)
class Talk:
    """What was said, what the chat keeps, and where reminders would go."""

    message: Incoming
    state: State
    kept: Kept
    telling: Telling
    reading: Reading
    here: Address | None

    @property
    def language(self) -> Language:
        return self.telling.language

    def with_kept(self, kept: Kept) -> "Talk":
        return replace(self, kept=kept)


def spoken(message: Incoming, question: Question, state: State, kept: Kept) -> Language:
    """The language of a reply. A name, a mailbox or a command in Latin letters tells none."""
    if is_chinese(message.text):
        return "zh"
    is_typed = not message.choice and not message.text.lstrip().startswith("/")
    if is_typed and (not kept.open or len(message.text.split()) >= _A_SENTENCE):
        return question.language
    before = kept.language if kept.open or not state.last else state.last.language
    return before or question.language
