"""A command with a slash, typed or tapped: one way of reading it for all who take commands."""

import re

from handlers.contract import Incoming
from knowledge.text import fold

_SHAPE = re.compile(r"\s*[/／]([^\s@＠]+)(?:[@＠]\w+)?(?:\s+(.*))?", re.DOTALL)
_NAME = re.compile(r"[a-z_]+")


def slash_in(message: Incoming) -> tuple[str, str] | None:
    """The command's name, in small letters and without the bot's, and what follows it as it was written."""
    said = message.choice if message.choice and message.choice.startswith("/") else message.text
    found = _SHAPE.fullmatch(said)
    name = fold(found[1]) if found else ""
    return (name, (found[2] or "").strip()) if found and _NAME.fullmatch(name) else None
