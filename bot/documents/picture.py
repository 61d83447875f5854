"""A small picture of the conditions with their values: one tree, drawn from a sheet as SVG.

Every value stands there as sign, colour and word, every class of condition as a shape with its word in the legend, so
that nothing hangs on colour. A screen reader hears title and description; the table beside it says it all in full.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape

from bot.documents.phrases import phrase
from knowledge.flow import ConditionClass, Value
from knowledge.precheck.sheet import Line, Section, Sheet

WIDTH, TRUNK, SHAPE, TEXT, END = 720, 24, 60, 84, 704
ROW, LEAD = 30, 18  # the height of a line of the tree, and what a second line of its text adds
ROOM = 34.0  # ems of text at 15 pixels between TEXT and the word of the value
COLOURS: dict[Value, str] = {"yes": "#1a6e34", "no": "#b42318", "unsure": "#7a5b00", "na": "#57606a"}


@dataclass(frozen=True)
class _Drawn:
    """Some SVG and where it ends."""

    svg: str
    bottom: int


def picture(sheet: Sheet) -> str:
    """The `<svg>` element; nothing where the sheet has no condition with a value."""
    sections = [section for section in sheet.sections if section.id == "conditions" and _lines(section)]
    if not sections:
        return ""
    root = _root(sheet)
    parts, y, trunk_end = [root.svg], root.bottom, root.bottom
    for section in sections:
        heading = _heading(section, y + ROW)
        parts.append(heading.svg)
        y = heading.bottom
        for line in _lines(section):
            trunk_end = y + ROW
            branch = _branch(line, trunk_end)
            parts.append(branch.svg)
            y = branch.bottom
    legend = _legend([line for section in sections for line in _lines(section)], y + ROW + 8)
    trunk = f'<path d="M{TRUNK} {root.bottom}V{trunk_end - 5}" class="t"/>'
    return _svg(sheet, legend.bottom, [trunk, *parts, legend.svg])


def _lines(section: Section) -> list[Line]:
    return [line for line in section.lines if line.value]


def _svg(sheet: Sheet, bottom: int, parts: Iterable[str]) -> str:
    height = bottom + 16
    title, description = escape(phrase("picture-title", sheet.language)), escape(_described(sheet))
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img"'
            ' aria-labelledby="picture-title picture-description" font-size="15">',
            f'<title id="picture-title">{title}</title>',
            f'<desc id="picture-description">{description}</desc>',
            "<style>.t{fill:none;stroke:#8c959f}.h{font-weight:600}.s{fill:#57606a;font-size:13px}</style>",
            *parts,
            "</svg>",
        )
    )


def _described(sheet: Sheet) -> str:
    """Verdict, and each condition with its value, in words."""
    lines = (line for section in sheet.sections if section.id == "conditions" for line in _lines(section))
    return f"{sheet.verdict_words}: " + "; ".join(f"{line.title} – {line.words}" for line in lines)


def _root(sheet: Sheet) -> _Drawn:
    rows = _wrapped(sheet.verdict_words, ROOM)
    height = ROW + LEAD * (len(rows) - 1)
    box = f'<rect x="8" y="8" width="{WIDTH - 16}" height="{height}" rx="6" fill="#f3f5f7" stroke="#8c959f"/>'
    return _Drawn(box + _text(rows, TRUNK, 28, "h"), 8 + height)


def _heading(section: Section, y: int) -> _Drawn:
    rows = _wrapped(section.heading, ROOM)
    return _Drawn(_text(rows, TRUNK + 16, y, "h"), y + LEAD * (len(rows) - 1))


def _branch(line: Line, y: int) -> _Drawn:
    assert line.value
    word_room = _ems(line.words) + 1
    rows = _wrapped(line.title, min(ROOM, (END - TEXT) / 15 - word_room))
    colour = COLOURS[line.value]
    parts = (
        f'<path d="M{TRUNK} {y - 5}H{SHAPE - 12}" class="t"/>',
        _shape(line.kind, SHAPE, y - 5, colour),
        f'<text x="{SHAPE}" y="{y}" text-anchor="middle" fill="{colour}">{escape(line.mark)}</text>',
        _text(rows, TEXT, y),
        f'<text x="{END}" y="{y}" text-anchor="end" fill="{colour}" class="h">{escape(line.words)}</text>',
    )
    return _Drawn("".join(parts), y + LEAD * (len(rows) - 1))


def _shape(kind: ConditionClass | None, x: int, y: int, colour: str) -> str:
    """A square for a fact, a circle for what can be settled, a diamond for what experts judge."""
    drawn = f'fill="#fff" stroke="{colour}" stroke-width="1.5"'
    if kind == "curable":
        return f'<circle cx="{x}" cy="{y}" r="12" {drawn}/>'
    if kind == "judged":
        return f'<path d="M{x} {y - 14}L{x + 14} {y}L{x} {y + 14}L{x - 14} {y}Z" {drawn}/>'
    return f'<rect x="{x - 11}" y="{y - 11}" width="22" height="22" {drawn}/>'


def _legend(lines: Iterable[Line], y: int) -> _Drawn:
    """The shapes that occur, each with its word, below one another."""
    kinds = {line.kind: line.kind_words for line in lines if line.kind and line.kind_words}
    parts = []
    for kind, words in kinds.items():
        parts.append(_shape(kind, SHAPE, y, "#57606a") + _text([words], TEXT, y + 5, "s"))
        y += ROW
    return _Drawn("".join(parts), y - ROW + 8 if kinds else y - ROW)


def _text(rows: Iterable[str], x: int, y: int, class_: str = "") -> str:
    named = f' class="{class_}"' if class_ else ""
    spans = (f'<tspan x="{x}" y="{y + LEAD * place}">{escape(row)}</tspan>' for place, row in enumerate(rows))
    return f"<text{named}>{''.join(spans)}</text>"


def _wrapped(text: str, room: float) -> list[str]:
    """A text in rows of at most so many ems: Chinese may break anywhere, English between words."""
    rows, row = [], ""
    for piece in _pieces(text):
        if row and _ems(row + piece) > room:
            rows.append(row.rstrip())
            row = piece.lstrip()
        else:
            row += piece
    return [*rows, row.rstrip()] if row else rows or [""]


def _pieces(text: str) -> Iterator[str]:
    """What may not be broken: a wide character with the closing sign after it, a word with the space after it."""
    piece = ""
    for character in text:
        closes = unicodedata.category(character) in ("Pe", "Pf", "Po")
        if piece and not closes and (piece[-1].isspace() or _is_wide(piece[-1]) or _is_wide(character)):
            yield piece
            piece = ""
        piece += character
    if piece:
        yield piece


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in ("W", "F")


def _ems(text: str) -> float:
    return sum(1.0 if _is_wide(character) else 0.58 for character in text)
