"""What a person can do in a pre-check, and the keys by which a tap says so: at most 64 bytes, nothing stored.

`p:case-2026:start:from_2016` answers a question; `p:case-2026:!later:start` does something else about it.
"""

from dataclasses import dataclass
from typing import Literal, get_args

from knowledge.flow import Flow

PREFIX = "p:"
_MOST = 64  # bytes; what Telegram allows for callback data

Verb = Literal[
    "answer", "later", "why", "back", "keep", "change", "list", "result", "full", "stop", "go", "again", "anew",
    "word", "html", "text", "json", "ics", "all", "each", "none", "yes", "no", "which",
]  # fmt: skip
VERBS: tuple[Verb, ...] = get_args(Verb)

# what can be done only while a question is open
ASKED: frozenset[Verb] = frozenset({"answer", "later", "back", "keep", "all", "each", "none", "yes", "no", "which"})

# what can be done about a result once nothing is asked any longer
OF_RESULTS: frozenset[Verb] = frozenset(
    {"change", "list", "result", "full", "go", "again", "word", "html", "text", "json", "ics"}
)


@dataclass(frozen=True)
class Move:
    """One thing done. `question` is the one it was meant for, which need not be the open one any more."""

    verb: Verb
    question: str | None = None
    option: str | None = None
    quote: str = ""  # the words an answer was read from, where it was not picked


def key_of(flow: Flow, move: Move) -> str:
    """The key of a move; where ids are too long for one, places in the flow stand for them."""
    key = _key(flow.id, move.verb, move.question, move.option)
    if len(key.encode()) <= _MOST:
        return key
    place = str(list(flow.question).index(move.question)) if move.question else None
    option = move.option
    if move.question and move.option:
        option = str(list(flow.question[move.question].options).index(move.option))
    return _key(flow.id, move.verb, place, option)


def _key(flow: str, verb: Verb, question: str | None, option: str | None) -> str:
    parts = [question, option] if verb == "answer" else [f"!{verb}", question]
    return PREFIX + ":".join([flow, *(part for part in parts if part)])


def flow_of(key: str) -> str:
    """The id of the flow a key is of."""
    return key.removeprefix(PREFIX).partition(":")[0]


def move_of(flow: Flow, key: str) -> Move | None:
    """The move a key of this flow stands for; None for one that names nothing in it."""
    first, _, second = key.removeprefix(f"{PREFIX}{flow.id}:").partition(":")
    if first.startswith("!"):
        verb = next((verb for verb in VERBS if verb == first[1:] and verb != "answer"), None)
        question = _named(second, list(flow.question)) if second else None
        return Move(verb, question) if verb and (question or not second) else None
    question = _named(first, list(flow.question))
    option = _named(second, list(flow.question[question].options)) if question else None
    return Move("answer", question, option) if option else None


def _named(part: str, ids: list[str]) -> str | None:
    """An id by its name or its place."""
    if part in ids:
        return part
    return ids[int(part)] if part.isascii() and part.isdigit() and int(part) < len(ids) else None
