"""Formatted text: HTML as the Bot API parses it, and what Telegram finds in plain text by itself.

Offsets and lengths of entities are UTF-16 code units; the offsets in error texts are bytes.
"""

import re
from dataclasses import dataclass

from tests.telegram.errors import bad_request
from tests.telegram.shapes import Json, utf16

_TYPES = {
    "b": "bold", "strong": "bold",
    "i": "italic", "em": "italic",
    "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough",
    "span": "spoiler", "tg-spoiler": "spoiler",
    "a": "text_link", "code": "code", "pre": "pre",
    "blockquote": "blockquote", "tg-emoji": "custom_emoji",
}  # fmt: skip
_CHARACTERS = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(lt|gt|amp|quot));?")
_ATTRIBUTE = re.compile(r"""\s*(?P<name>[^\s=>]+)(?:\s*=\s*(?P<value>"[^"]*(?:"|$)|'[^']*(?:'|$)|[\w.-]+))?""")
_FOUND = (
    ("bot_command", re.compile(r"(?<![\w/])/\w{1,64}(?:@\w{3,32})?(?![\w/])", re.ASCII)),
    ("email", re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)),
    ("mention", re.compile(r"(?<![\w@.])@[A-Za-z]\w{2,31}", re.ASCII)),
    ("url", re.compile(r"https?://[^\s<>]+", re.ASCII)),
    ("hashtag", re.compile(r"(?<!\w)#\w*[^\W\d]\w*")),
)


@dataclass(frozen=True)
class Formatted:
    """A text and its entities."""

    text: str
    entities: tuple[Json, ...] = ()


@dataclass(frozen=True)
class _Open:
    """A tag that is not closed yet."""

    tag: str
    argument: str
    offset: int
    begins: int  # where its content begins in the text so far


def formatted(text: str, mode: str | None) -> Formatted:
    """Text as it is sent, with the parse mode: `HTML` or none. Spaces at its ends go."""
    if not mode or mode.lower() == "none":
        return _trimmed(Formatted(text, tuple(found(text))))
    if mode.lower() != "html":
        raise bad_request("unsupported parse_mode")  # Telegram knows Markdown too; nothing here sends it
    parsed = _Html(text).parsed()
    taken = [(entity["offset"], entity["offset"] + entity["length"]) for entity in parsed.entities]
    own = [e for e in found(parsed.text) if not any(b <= e["offset"] < end for b, end in taken)]
    entities = sorted((*parsed.entities, *own), key=lambda entity: (entity["offset"], -entity["length"]))
    return _trimmed(Formatted(parsed.text, tuple(entities)))


def found(text: str) -> list[Json]:
    """Commands, mentions, addresses and hashtags in a plain text."""
    entities: list[Json] = []
    covered: set[int] = set()
    for kind, pattern in _FOUND:
        for match in pattern.finditer(text):
            if covered.isdisjoint(range(*match.span())):
                covered.update(range(*match.span()))
                entities.append({"type": kind, "offset": utf16(text[: match.start()]), "length": utf16(match[0])})
    return sorted(entities, key=lambda entity: int(entity["offset"]))


def _trimmed(given: Formatted) -> Formatted:
    text = given.text.rstrip()
    gone = utf16(text) - utf16(text.lstrip())
    text = text.lstrip()
    whole, kept = utf16(text), []
    for entity in given.entities:
        begin = max(0, entity["offset"] - gone)
        end = min(whole, entity["offset"] + entity["length"] - gone)
        if end > begin:
            kept.append({**entity, "offset": begin, "length": end - begin})
    return Formatted(text, tuple(kept))


class _Html:
    """One text on its way from HTML to text and entities."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._text = ""
        self._open: list[_Open] = []
        self._entities: list[Json] = []

    def parsed(self) -> Formatted:
        while self._at < len(self._source):
            if self._source[self._at] == "<":
                self._tag()
            else:
                self._characters()
        if self._open:
            raise _cannot(f'Can\'t find end tag corresponding to start tag "{self._open[-1].tag}"')
        self._entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        return Formatted(self._text, tuple(self._entities))

    def _characters(self) -> None:
        end = self._source.find("<", self._at)
        end = len(self._source) if end < 0 else end
        self._text += _plain(self._source[self._at : end])
        self._at = end

    def _tag(self) -> None:
        begin = self._at
        byte = len(self._source[:begin].encode())
        if self._source.startswith("/", begin + 1):
            self._closing(byte)
        else:
            self._opening(byte)

    def _opening(self, byte: int) -> None:
        match = re.compile(r"<([^\s>]*)").match(self._source, self._at)
        assert match
        end = match.end()
        if end == len(self._source):
            raise _cannot(f"Unclosed start tag at byte offset {byte}")
        tag = match[1].lower()
        if tag not in _TYPES:
            raise _cannot(f'Unsupported start tag "{tag}" at byte offset {byte}')
        attributes, self._at = self._attributes(tag, end, byte)
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise _cannot(f'Tag "span" must have class "tg-spoiler" at byte offset {byte}')
        self._open.append(_Open(tag, _argument(tag, attributes), utf16(self._text), len(self._text)))

    def _attributes(self, tag: str, at: int, byte: int) -> tuple[dict[str, str], int]:
        attributes: dict[str, str] = {}
        while True:
            rest = self._source[at:]
            at += len(rest) - len(rest.lstrip())
            if self._source.startswith(">", at):
                return attributes, at + 1
            match = _ATTRIBUTE.match(self._source, at)
            if not match or match.end() >= len(self._source):
                raise _cannot(f"Unclosed start tag at byte offset {byte}")
            if match["value"] is None and not (tag == "blockquote" and match["name"].lower() == "expandable"):
                raise _cannot(
                    f'Expected equal sign in declaration of an attribute of the tag "{tag}" at byte offset {byte}'
                )
            attributes[match["name"].lower()] = _plain((match["value"] or "").strip("\"'"))
            at = match.end()

    def _closing(self, byte: int) -> None:
        if not self._open:
            raise _cannot(f"Unexpected end tag at byte offset {byte}")
        match = re.compile(r"</([^\s>]*)\s*(>?)").match(self._source, self._at)
        assert match
        if not match[2]:
            raise _cannot(f"Unclosed end tag at byte offset {byte}")
        tag, last = match[1].lower(), self._open.pop()
        if tag and tag != last.tag:
            raise _cannot(f'Unmatched end tag at byte offset {byte}, expected "</{last.tag}>", found "</{tag}>"')
        self._at = match.end()
        self._add(last)

    def _add(self, opened: _Open) -> None:
        length = utf16(self._text) - opened.offset
        if not length:
            return
        entity: Json = {"type": _TYPES[opened.tag], "offset": opened.offset, "length": length}
        content = self._text[opened.begins :]
        if opened.tag == "a":
            if not (url := _address(opened.argument or content)):
                return  # a link that leads nowhere is plain text
            entity["url"] = url
        elif opened.tag == "tg-emoji":
            if not opened.argument.isdigit():
                raise _cannot("Invalid custom emoji identifier specified")
            entity["custom_emoji_id"] = opened.argument
        elif opened.tag == "blockquote" and opened.argument == "expandable":
            entity["type"] = "expandable_blockquote"
        elif opened.tag == "pre" and self._entities and self._entities[-1].get("language"):
            entity["language"] = self._entities.pop()["language"]
        elif opened.tag == "code" and opened.argument and self._open and self._open[-1].tag == "pre":
            entity["language"] = opened.argument
        self._entities.append(entity)


def _argument(tag: str, attributes: dict[str, str]) -> str:
    match tag:
        case "a":
            return attributes.get("href", "")
        case "tg-emoji":
            return attributes.get("emoji-id", "")
        case "blockquote":
            return "expandable" if "expandable" in attributes else ""
        case "code":
            return attributes.get("class", "").removeprefix("language-")
    return ""


def _address(given: str) -> str | None:
    """An address as Telegram keeps it; None where it leads nowhere."""
    if re.match(r"(?:https?|tg|ton|mailto|tel):", given):
        return given
    if re.match(r"[\w-]+(?:\.[\w-]+)+(?:[/?#]|$)", given):
        return f"http://{given}"
    return None


def _plain(source: str) -> str:
    def character(match: re.Match[str]) -> str:
        if match[3]:
            return _CHARACTERS[match[3]]
        code = int(match[1]) if match[1] else int(match[2], 16)
        return chr(code) if 0 < code < 0x10FFFF else match[0]

    return _REFERENCE.sub(character, source)


def _cannot(why: str) -> Exception:
    return bad_request(f"can't parse entities: {why}")
