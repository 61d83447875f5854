"""The key a choice carries: topic and slots in at most 64 bytes, so that a tap needs nothing stored."""

from dataclasses import replace

from handlers.contract import Choice
from knowledge.answer import Suggestion
from knowledge.question import Slots

_MOST = 64  # bytes; what Telegram allows for callback data
_SLOT = {"p": "programmes", "c": "categories", "y": "years", "o": "organisations", "s": "subjects"}


def choice_of(suggestion: Suggestion) -> Choice:
    """`q:deadline|p=award|y=2026` with the suggestion's words; slots that do not fit are left out."""
    key = f"q:{suggestion.topic}"
    for name, value in suggestion.slots:
        longer = f"{key}|{name}={value}"
        if len(longer.encode()) <= _MOST:
            key = longer
    return Choice(key, suggestion.label)


def parse(key: str) -> tuple[str, Slots] | None:
    """Topic and slots of a key; None for a key that is not of this form."""
    if not key.startswith("q:"):
        return None
    topic, *parts = key[2:].split("|")
    slots = Slots()
    for part in parts:
        name, _, value = part.partition("=")
        if name not in _SLOT or not value:
            return None
        values = tuple(value.split(","))
        if name == "y":
            if not all(v.isascii() and v.isdigit() for v in values):
                return None
            slots = replace(slots, years=tuple(int(v) for v in values))
        else:
            slots = replace(slots, **{_SLOT[name]: values})  # type: ignore[arg-type]  # years were taken above
            if name == "c" and not slots.programmes:
                slots = replace(slots, programmes=(value.split("/")[0],))
    return topic, slots
