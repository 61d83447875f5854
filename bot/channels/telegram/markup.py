"""A reply as Telegram shows it: safe HTML, buttons, pieces under the limit. Pure."""

import html
import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any

from bot.channels.telegram.wording import said
from handlers.contract import Choice, Reply, SourceLine
from knowledge.language import Language

LIMIT = 3900  # UTF-16 units of one message, tags counted too; under 4096 with the line that marks a copy
CALLBACK_BYTES = 64
_ODD = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")  # what HTML cannot hold, or Telegram refuses
# Where a text may be cut, best first: after a paragraph, a line, a sentence, a clause, a word.
_CUTS = tuple(
    re.compile(pattern)
    for pattern in (r"\n\s*\n", r"\n", r"[。！？…]+[”’」』）)]*|[.!?]+[\"')]*\s", r"[；，;,]\s*", r"\s")
)
_BEFORE_SOURCES = "\n\n"
_CHOSEN = "✓ "
_BUTTON_WIDTH = 40  # what a phone shows of a button's words, in Latin letters; the rest it cuts off

Keyboard = list[list[dict[str, str]]]


def pieces(reply: Reply) -> list[str]:
    """The texts of the messages that make up a reply, as HTML; there is always one."""
    found = [_escaped(part) for part in cut(_clean(reply.text).strip() or "…", LIMIT)]
    for quote in _quotes(reply.sources, reply.language):
        if length(found[-1]) + length(_BEFORE_SOURCES + quote) <= LIMIT:
            found[-1] += _BEFORE_SOURCES + quote
        else:
            found.append(quote)
    return found


def keyboard(choices: Sequence[Choice]) -> Keyboard:
    """One button a line; its data is the choice's key."""
    for choice in choices:
        if len(choice.id.encode()) > CALLBACK_BYTES:
            raise ValueError(f"the key of a choice has more than {CALLBACK_BYTES} bytes: {choice.id!r}")
    return [[{"text": _clean(choice.text) or "…", "callback_data": choice.id}] for choice in choices]


def spelt_out(choices: Sequence[Choice]) -> str:
    """The choices whose words a button cannot show whole, each with the number that may be typed instead."""
    lines = [
        f"{number}. {choice.text}" for number, choice in enumerate(choices, 1) if _width(choice.text) > _BUTTON_WIDTH
    ]
    return "".join(f"\n{line}" for line in lines)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def with_chosen(shown: Keyboard, data: str) -> Keyboard | None:
    """The keyboard with the tapped button marked; None where it is marked already or not there."""
    button = next((one for row in shown for one in row if one.get("callback_data") == data), None)
    if button is None or button["text"].startswith(_CHOSEN):
        return None
    return [
        [one | {"text": _CHOSEN + one["text"]} if one.get("callback_data") == data else one for one in row]
        for row in shown
    ]


def words_of(shown: Keyboard, data: str) -> str:
    """The words of the button with this data; empty where there is none."""
    found = (one["text"] for row in shown for one in row if one.get("callback_data") == data)
    return next(found, "").removeprefix(_CHOSEN)


def plain(text: str) -> str:
    """HTML of ours without its tags, for a server that cannot read it."""
    return html.unescape(re.sub(r"<[^>]+>", "", text))


def length(text: str) -> int:
    """As Telegram counts: UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, limit: int) -> Iterator[str]:
    """Parts that are short enough once escaped; each ends where a reader would pause, if there is such a place."""
    rest = text.strip()
    while length(_escaped(rest)) > limit:
        end = _fitting(rest, limit)
        end = _pause(rest, end) or end
        yield rest[:end].rstrip()
        rest = rest[end:].lstrip()
    if rest:
        yield rest


def _fitting(text: str, limit: int) -> int:
    """How many characters of a text fit."""
    used = 0
    for number, letter in enumerate(text):
        used += length(_escaped(letter))
        if used > limit:
            return number
    return len(text)


def _pause(text: str, end: int) -> int | None:
    """The last good place to cut in the second half of what fits."""
    for pattern in _CUTS:
        places = [match.end() for match in pattern.finditer(text[:end]) if match.end() > end // 2]
        if places:
            return places[-1]
    return None


def _quotes(sources: Sequence[SourceLine], language: Language) -> Iterator[str]:
    """The sources as quotes that can be opened; usually one."""
    lines: list[str] = []
    opening, closing = f"<blockquote expandable><b>{_escaped(said('sources', language))}</b>\n", "</blockquote>"
    for line in map(_source, sources):
        if lines and length(opening + "\n".join([*lines, line]) + closing) > LIMIT:
            yield opening + "\n".join(lines) + closing
            lines = []
        lines.append(line)
    if lines:
        yield opening + "\n".join(lines) + closing


def _source(source: SourceLine) -> str:
    title = _escaped(_short(source.title))
    if source.address and re.match(r"https?://", source.address) and length(source.address) < 1000:
        title = f'<a href="{html.escape(_clean(source.address), quote=True)}">{title}</a>'
    return " · ".join(part for part in (title, _escaped(_short(source.section))) if part)


def _short(text: str) -> str:
    clean = _clean(text)
    return clean if length(clean) <= 300 else clean[:150] + "…"


def _escaped(text: str) -> str:
    return html.escape(text, quote=False)


def _clean(text: str) -> str:
    return _ODD.sub("", text)


def message(text: str, *, place: dict[str, Any], choices: Sequence[Choice] = ()) -> dict[str, Any]:
    """The fields of one message."""
    fields: dict[str, Any] = {
        "text": text,
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
        **place,
    }
    if choices:
        fields["reply_markup"] = {"inline_keyboard": keyboard(choices)}
    return fields
