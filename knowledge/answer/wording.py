"""The sentences of computed answers: Fluent messages of the pack, and dates in both languages."""

import datetime as dt
import re
from functools import lru_cache
from typing import Any

from babel.dates import format_date
from fluent.runtime import FluentBundle, FluentResource

from knowledge.language import Language, Text

_GAPS = re.compile(r"(?<=\S) {2,}")  # where a part of a sentence was left out
PLACEHOLDER = re.compile(r"\{\s*\$([a-z_]+)")


class UnknownWording(KeyError):
    """A sentence a computed answer needs is not in the pack's `wording/`."""


class Wording:
    """Formats the pack's sentences. Each is parsed when it is first said."""

    def __init__(self, texts: dict[str, Text]) -> None:
        self._texts = texts
        self._bundles: dict[tuple[str, Language], FluentBundle] = {}

    def say(self, name: str, language: Language, /, **values: Any) -> str:
        """The sentence `name`; raises UnknownWording where the pack has none of that name."""
        if name not in self._texts:
            raise UnknownWording(name)
        return self.fill(self._texts[name].in_(language), language, values)

    def has(self, name: str) -> bool:
        return name in self._texts

    @staticmethod
    def fill(template: str, language: Language, values: dict[str, Any]) -> str:
        """A text with its placeholders filled in."""
        if "{" not in template:
            return template
        bundle = _bundle(template, language)
        message = bundle.get_message("text") if bundle.has_message("text") else None
        if message is None or message.value is None:
            raise ValueError(f"not readable as a Fluent pattern: {template!r}")
        text, errors = bundle.format_pattern(message.value, values)
        if errors:
            raise ValueError(f"{template!r}: {errors[0]}")
        return _GAPS.sub(" ", str(text))


@lru_cache(maxsize=2048)
def _bundle(template: str, language: Language) -> FluentBundle:
    bundle = FluentBundle([language], use_isolating=False)
    indented = _unfolded(template.replace("\n", "\n    "))
    bundle.add_resource(FluentResource(f"text =\n    {indented}\n"))
    return bundle


_VARIANT = re.compile(r"\s*(\*?\[[a-z0-9-]+\])\s*")


def _unfolded(template: str) -> str:
    """Selectors on one line, as the pack writes them, set the way Fluent wants them: each variant on its own line."""
    out: list[str] = []
    selecting: list[bool] = []  # for each open brace: is it a selector?
    position = 0
    while position < len(template):
        character = template[position]
        variant = _VARIANT.match(template, position) if selecting and selecting[-1] else None
        if variant:
            out.append(f"\n        {variant.group(1)} ")
            position = variant.end()
            continue
        if character == "{":
            selecting.append(False)
        elif character == "}":
            if selecting and selecting.pop():
                out.append("\n    ")
        elif template.startswith("->", position) and selecting:
            selecting[-1] = True
            out.append("->")
            position += 2
            continue
        out.append(character)
        position += 1
    return "".join(out)


def faults_in(template: str, language: Language, known: set[str]) -> list[str]:
    """What is wrong with a template: not Fluent, or a placeholder nobody fills."""
    faults = [f"unknown placeholder '${name}'; known: {', '.join(sorted(known)) or 'none'}"
              for name in sorted(set(PLACEHOLDER.findall(template)) - known)]  # fmt: skip
    if "{" in template and not _bundle(template, language).has_message("text"):
        faults.append("not readable as a Fluent pattern")
    return faults


def day(date: dt.date, language: Language, *, year: bool = True) -> str:
    """ "2026年6月15日" or "15 June 2026"."""
    if language == "zh":
        return f"{date.year}年{date.month}月{date.day}日" if year else f"{date.month}月{date.day}日"
    return format_date(date, "d MMMM y" if year else "d MMMM", locale="en")


def month_name(month: int, language: Language) -> str:
    """ "7月" or "July"."""
    return f"{month}月" if language == "zh" else format_date(dt.date(2024, month, 1), "MMMM", locale="en")


def span(first: dt.date, last: dt.date, language: Language) -> str:
    """A range of days, with what both ends share said once."""
    if first == last:
        return day(first, language)
    if language == "zh":
        tail = (
            f"{last.day}日"
            if (first.year, first.month) == (last.year, last.month)
            else day(last, "zh", year=first.year != last.year)
        )
        return f"{day(first, 'zh')}至{tail}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day(last, 'en')}"
    return f"{day(first, 'en', year=first.year != last.year)} – {day(last, 'en')}"


def moment(instant: dt.datetime, language: Language) -> str:
    """An instant in the zone it carries: "2026年6月15日17:00" or "17:00 on 15 June 2026"."""
    clock = instant.strftime("%H:%M")
    return f"{day(instant.date(), 'zh')}{clock}" if language == "zh" else f"{clock} on {day(instant.date(), 'en')}"


def listed(parts: list[str], language: Language) -> str:
    """ "甲、乙和丙" or "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    if language == "zh":
        return "、".join(parts[:-1]) + "和" + parts[-1]
    return ", ".join(parts[:-1]) + " and " + parts[-1]
