"""Reminders as talk: subscribe, look, change, pause, resume, end; and the buttons below a reminder.

One line may say everything; what is missing is asked, one question at a time. Everything done is confirmed with the
dates that will come, asked of the same planner that sends them.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, assert_never

from handlers.contract import Choice, Incoming, Kind, Reply
from handlers.phrases import phrase
from handlers.ports import Delivery
from handlers.state import State
from handlers.subscribe import questions
from handlers.subscribe.acting import Actor, Done
from handlers.subscribe.draft import Draft
from handlers.subscribe.questions import Asked
from handlers.subscribe.reading import Action, Said, command_of, read
from handlers.subscribe.telling import Telling
from handlers.turn import Turn
from knowledge.language import Language
from knowledge.library import Library
from knowledge.question import Question
from reminders.subscriptions import Address, Subscriber, Subscriptions

NAME = "subscribe"
_PREFIXES = ("sub:", "remind:")


@dataclass(frozen=True)
class _Talk:
    """One message in its circumstances."""

    message: Incoming
    state: State
    language: Language
    here: Address | None  # the chat itself, where it can be written to

    @property
    def kept(self) -> dict[str, Any]:
        return self.state.dialogue.get(NAME, {})
