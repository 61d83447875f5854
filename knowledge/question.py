"""What a message was read as: a topic, and the names, years and figures it speaks of."""

import datetime as dt
from dataclasses import asdict, dataclass, field, replace
from typing import Literal

from knowledge.language import Language
from knowledge.lexicon import Reading
from knowledge.ranker import Tier

# What decides on a topic: the ranker, or a rule that comes before it.
Rule = Literal[
    "ranked", "known", "about-another", "wants-made", "sensitive-number", "what-is", "name-alone", "last-turn",
    "told-last", "listed", "described", "filed-under", "elsewhere", "in-force", "put-forward", "aspect", "again",
]  # fmt: skip


CLEAR_ALONE = 0.75  # a message that could lean on the last turn is read on its own when it is this clear


@dataclass(frozen=True)
class Slots:
    """What a question names.

    Categories are `programme/category`, honours `list/category/number`, dates `YYYY-MM-DD` or `--MM-DD`,
    times `HH:MM`; `since` are years in the history of the one who asks, `years` those of editions and events;
    all others are ids of the pack.
    """

    programmes: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    organisations: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    honours: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()
    mailboxes: tuple[str, ...] = ()
    since: tuple[int, ...] = ()

    def admit(self, programme: str, year: int, category: str | None) -> bool:
        """Whether an honoured entry is of the programme, year and category named; what is not named is any."""
        return (
            (not self.years or year in self.years)
            and (not self.programmes or programme in self.programmes)
            and (not self.categories or f"{programme}/{category}" in self.categories)
        )

    def to_dict(self) -> dict[str, list[str]]:
        return {name: [str(v) for v in values] for name, values in asdict(self).items() if values}

    @classmethod
    def from_dict(cls, data: dict[str, list[str]]) -> "Slots":
        numeric = {"years", "numbers", "since"}
        return cls(
            **{  # type: ignore[arg-type]  # the fields are all tuples, of int or of str
                name: tuple(int(v) if name in numeric else v for v in values) for name, values in data.items()
            }
        )

    def any_named(self) -> bool:
        return any(asdict(self).values())

    def name_ours(self) -> bool:
        """Whether something is named that the pack tells of, not only a place, a time or a number."""
        return bool(
            self.programmes
            or self.categories
            or self.organisations
            or self.people
            or self.honours
            or self.subjects
            or self.mailboxes
        )


@dataclass(frozen=True)
class Earlier:
    """The last question of the chat, and how surely it was read.

    `honours` and `people` are those its reply named, in that order; `candidates` the likeliest topics, where it was
    not answered; `yes_no` whether it asked for yes or no; `topics` are those of a message that asked several things;
    `same_message` says that it is an earlier part of the message itself, after which something else is asked.
    """

    topic: str | None
    slots: Slots
    at: dt.datetime
    language: Language
    confidence: float = 1.0
    honours: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    yes_no: bool = False
    topics: tuple[str, ...] = ()
    same_message: bool = False


@dataclass(frozen=True)
class Question:
    """What was asked at `now`.

    `topic` is None where nothing fits. `own_programmes` are those the message itself names; `carried` says which
    slots were taken from the last turn; `corrects` that something is turned away ("not the award"); `among` are the
    honours the last reply named, where one or some of them are meant. `parts` holds,
    where one message asks several things, each in turn. `rule` is what decided on the topic, and `asked` the text
    that was ranked for it, for who wants to know why.
    """

    text: str
    folded: str
    language: Language
    now: dt.datetime
    slots: Slots
    topic: str | None
    tier: Tier
    confidence: float
    candidates: tuple[tuple[str, float], ...] = ()
    yes_no: bool = False
    count: bool = False
    own_programmes: tuple[str, ...] = ()
    carried: tuple[str, ...] = ()
    repeats: bool = False
    corrects: bool = False
    among: tuple[str, ...] = ()
    parts: tuple["Question", ...] = ()
    reading: Reading | None = field(default=None, compare=False)
    rule: Rule = field(default="ranked", compare=False)
    asked: str = field(default="", compare=False)


def ruled(question: Question, rule: Rule, topic: str, confidence: float) -> Question:
    """The question answered by a rule that comes before the ranker."""
    return replace(question, topic=topic, tier="answer", confidence=confidence, rule=rule)
