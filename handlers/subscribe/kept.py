"""What the dialogue keeps of a chat between two messages."""

from dataclasses import dataclass, field, replace
from typing import Any

from handlers.state import State
from handlers.subscribe.draft import Draft
from knowledge.language import Language

NAME = "subscribe"


@dataclass(frozen=True)
class Kept:
    """The open question, what was said, and the mailboxes this chat speaks for."""

    open: bool = False
    language: Language | None = None  # spoken last in this dialogue
    ask: str = ""
    guided: bool = False
    changing: int | None = None  # the subscription an answer changes
    draft: Draft = field(default_factory=Draft)
    mails: tuple[str, ...] = ()

    @classmethod
    def of(cls, state: State) -> "Kept":
        data = dict(state.dialogue.get(NAME, {}))
        draft, mails = Draft.model_validate(data.pop("draft", {})), tuple(data.pop("mails", ()))
        return cls(draft=draft, mails=mails, **data)

    def in_(self, state: State) -> State:
        data: dict[str, Any] = {
            "open": self.open, "language": self.language, "ask": self.ask, "guided": self.guided,
            "changing": self.changing, "draft": self.draft.to_json(), "mails": list(self.mails),
        }  # fmt: skip
        return replace(state, dialogue={**state.dialogue, NAME: data})

    def closed(self) -> "Kept":
        return Kept(mails=self.mails, language=self.language)
