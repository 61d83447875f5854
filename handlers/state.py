"""What is kept of a chat between two messages, as JSON with a version."""

import json
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from handlers.contract import Choice
from knowledge.language import Language

VERSION = 4
_READ = (1, 2, 3, 4)  # 1 had no `honours`, `people` and `candidates`, 2 no `topics`, 3 no `spoken`


@dataclass(frozen=True)
class LastTurn:
    """What the last question was read as, so that a follow-up can leave things out. `at` is an ISO instant.

    `honours` and `people` are those the reply named, in that order; `candidates` the likeliest topics of a question
    that was not answered; `yes_no` whether it asked for yes or no; `topics` are those of a question that asked
    several things, in turn.
    """

    topic: str | None
    slots: dict[str, list[str]]
    at: str
    language: Language
    confidence: float = 1.0
    honours: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    yes_no: bool = False
    topics: tuple[str, ...] = ()


@dataclass(frozen=True)
class State:
    """A chat's memory: bounded, because only the last turn and the choices on offer are kept."""

    language: Language | None = None  # fixed by /lang; None follows each question
    spoken: Language | None = None  # that of the last reply; a greeting in both tells none
    last: LastTurn | None = None
    choices: tuple[Choice, ...] = ()
    dialogue: dict[str, Any] = field(default_factory=dict)  # what each `turn.Dialogue` keeps, by its name

    def with_dialogues_closed(self) -> "State":
        """Nothing is asked any longer; what was said in a dialogue is kept."""
        return replace(self, dialogue={name: {**kept, "open": False} for name, kept in self.dialogue.items()})

    def to_json(self) -> str:
        return json.dumps({"version": VERSION, **asdict(self)}, ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str | None) -> "State":
        """The state stored, or a fresh one where none is stored or another program version wrote it."""
        if not text:
            return cls()
        data = json.loads(text)
        if data.pop("version", None) not in _READ:
            return cls(language=data.get("language"))
        last = data.pop("last", None)
        choices = tuple(Choice(**choice) for choice in data.pop("choices", ()))
        return cls(last=_last(last) if last else None, choices=choices, **data)


def _last(data: dict[str, Any]) -> LastTurn:
    """A last turn with the lists of JSON as the tuples they were."""
    lists = {name: tuple(data.pop(name, ())) for name in ("honours", "people", "candidates", "topics")}
    return LastTurn(**{**data, **lists})
