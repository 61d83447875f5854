"""What a message can name, and the message while its names are being found."""

from dataclasses import dataclass
from typing import Literal

Sort = Literal[
    "programme", "neighbour", "category", "organisation", "person", "subject", "term", "honour", "place",
    "year", "date", "time", "number", "mailbox", "phone", "foreign",
]  # fmt: skip

# The mark that stands for a name of each sort in a masked message.
MASK: dict[str, str] = {
    "programme": "\ue001",
    "category": "\ue002",
    "organisation": "\ue003",
    "person": "\ue004",
    "subject": "\ue005",
    "honour": "\ue006",
    "place": "\ue007",
    "year": "\ue008",
    "date": "\ue009",
    "time": "\ue00a",
    "number": "\ue00b",
    "mailbox": "\ue00c",
    "phone": "\ue00d",
    "neighbour": "\ue00e",
    "foreign": "\ue00f",
}


@dataclass(frozen=True)
class Mention:
    """One thing named in a message: `ids` has more than one member where the name is shared."""

    sort: Sort
    ids: tuple[str, ...]
    start: int
    end: int
    surface: str
    exact: bool = True


class Unread:
    """A folded message, and which of its characters belong to a mention already."""

    def __init__(self, folded: str) -> None:
        self.folded = folded
        self._taken = bytearray(len(folded))

    def is_free(self, start: int, end: int) -> bool:
        """Whether no character from `start` up to `end` is taken."""
        return self._taken.find(1, start, end) < 0

    def take(self, start: int, end: int) -> None:
        self._taken[start:end] = b"\1" * (end - start)
