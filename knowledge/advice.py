"""What advice on categories rests on: signs, roles, questions, names of countries. Models only; the rest is content.

A category is written `programme/category`; `programme/*` stands for all of a programme.
"""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from knowledge.facts import Citations, Id
from knowledge.language import Frozen, Text

Place = Annotated[str, Field(pattern=r"^[a-z0-9-]+/([a-z0-9-]+|\*)$")]


def _parted(value: object) -> object:
    """Cues are written as one text, parted by commas and a space."""
    if isinstance(value, str):
        return tuple(part for piece in value.split(", ") if (part := piece.strip(" ,\n")))
    return value


Cues = Annotated[tuple[str, ...], BeforeValidator(_parted)]
Fact = Literal[
    "used", "in-use", "unused", "unpublished", "proceedings", "ordinary", "begun", "new-phase", "one-country",
    "several-countries", "local", "recent", "not-begun", "not-digital", "digital", "not-first", "disclosed",
]  # fmt: skip


class Sign(Frozen):
    """Something a description says, the words for it, and the categories it speaks for or against.

    `merit` marks what sets a work apart: where nothing of that is said, the categories it speaks for are less likely.
    `claim` marks what anybody can say of a work: where several such claims stand together without a particular,
    they count little.
    """

    id: Id
    leans: dict[Place, float] = {}
    shows: tuple[Id, ...] = ()
    fact: Fact | None = None
    merit: bool = False
    claim: bool = False
    zh: Cues = ()
    en: Cues = ()


class RoleEnd(Frozen):
    """Words that end a role which runs over several clauses."""

    zh: str
    en: str


class Role(Frozen):
    """What a clause is in the whole (the point, a concession …), and how much its words count."""

    id: Id
    weight: float
    until: RoleEnd | None = None
    zh: Cues = ()
    en: Cues = ()


class Land(Frozen):
    """Further words that name a country, under its ISO code."""

    id: str
    zh: Cues = ()
    en: Cues = ()


Settling = Literal["use", "publication", "first", "time", "scope"]


class Condition(Frozen):
    """A condition an advice speaks of: the pre-check knows it by the same id.

    `settled_by` names the fact of a description that decides it: where that is a plain no, the category is blocked.
    """

    id: Id
    category: Place
    name: Text
    missing: Text
    settled_by: Settling | None = None
    cite: Citations


class Side(Frozen):
    """One answer to a question between two categories."""

    category: Place
    text: Text


class Pair(Frozen):
    """What to ask where two categories remain."""

    id: Id
    text: Text
    sides: tuple[Side, Side]
