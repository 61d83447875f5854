"""Quality on the development set: as written, with a slip, in the other script, as a follow-up."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from benchmarks.metrics import wilson
from benchmarks.questions import Graded, Item, load, run
from benchmarks.report import Report, Table, not_run, share
from benchmarks.slips import slip
from handlers.contract import Kind
from knowledge.library import Library
from knowledge.pack import CONTENT
from knowledge.text import CJK, is_chinese

_COLUMNS = ("questions", "asked", "right", "95 % interval", "wrong statement", "95 % interval ", "clarify", "fallback")
_NOTES = (
    "*right*: the kind is accepted, every required fact is in the reply, nothing forbidden is. "
    "*wrong statement*: an answer that is not right. Intervals: Wilson, 95 %.",
)
# Kinds of question that make sense for either call, so that one can be asked of the other first.
_OF_EITHER_CALL = frozenset({"deadline", "contact", "zone", "relative-time", "process"})
# What a question may name besides its call without belonging to that call alone.
_NEUTRAL = frozenset({"programme", "year", "date", "time", "place", "number", "term"})


def report_quality(report: Report) -> None:
    library = Library.open(CONTENT)
    items = load()
    straight = _asked(items, library)
    report.add(by_kind("Development set by kind of question and language", straight))
    report.add(_changed(items, library, straight))
    report.add(_follow_ups(items, library, straight))


def by_kind(title: str, graded: Sequence[Graded]) -> Table:
    table = Table(title, _COLUMNS, notes=_NOTES)
    kinds: dict[str, list[Graded]] = defaultdict(list)
    for one in graded:
        kinds[one.item.kind_of_question].append(one)
    for kind, some in sorted(kinds.items()):
        table.add(kind, *_shares(some))
    table.add("**Chinese**", *_shares([one for one in graded if is_chinese(one.item.text)]))
    table.add("**English**", *_shares([one for one in graded if not is_chinese(one.item.text)]))
    table.add("**all**", *_shares(graded))
    return table


def _changed(items: Sequence[Item], library: Library, straight: Sequence[Graded]) -> Table:
    """Only the questions a change really changes, beside the same ones as they were written."""
    notes = (
        *_NOTES,
        "*one slip*: Chinese: a homophone or a dropped character; English: letters swapped, dropped, doubled or hit "
        "beside; derived from the text alone, names not spared. *script*: by OpenCC (s2t, t2s). Each row stands "
        "under the same questions as they were written; every question of a chat is changed.",
    )
    table = Table("Development set with each question changed", _COLUMNS, notes=notes)
    changes: dict[str, Callable[[str], str]] = {
        "one slip": slip,
        "in traditional script": lambda text: _in_script(text, "s2t"),
        "in simplified script": lambda text: _in_script(text, "t2s"),
    }
    for name, change in changes.items():
        graded = _asked(items, library, change)
        for language, chinese in (("Chinese", True), ("English", False)):
            places = [i for i, item in enumerate(items) if _differs(item, change) and is_chinese(item.text) == chinese]
            if places:
                table.add(f"{language}, as written", *_shares([straight[i] for i in places]))
                table.add(f"{language}, {name}", *_shares([graded[i] for i in places]))
    return table


def _differs(item: Item, change: Callable[[str], str]) -> bool:
    return change(item.text) != item.text


def _follow_ups(items: Sequence[Item], library: Library, straight: Sequence[Graded]) -> Table:
    """The set's own follow-ups, and questions turned into follow-ups that only name the call."""
    notes = (
        *_NOTES,
        f"*asked as a follow-up*: questions of the kinds {', '.join(sorted(_OF_EITHER_CALL))} that stand alone, want "
        "an answer, and name one call and nothing of that call alone. First the same question is asked of the "
        "other call, then “那…呢” or “what about …?” with the name; the second reply must be right.",
    )
    table = Table("Follow-ups", _COLUMNS, notes=notes)
    table.add("the set's own", *_shares([one for one in straight if one.item.kind_of_question == "follow-up"]))
    pairs = [(item, pair) for item in items if (pair := as_follow_up(item, library))]
    if not pairs:
        table.add("asked as a follow-up", not_run("no question of the set can be"))
        return table
    chosen = {item.id for item, _ in pairs}
    graded = _asked([part for _, pair in pairs for part in pair], library)
    table.add("those below, asked straight", *_shares([one for one in straight if one.item.id in chosen]))
    table.add("asked as a follow-up", *_shares(graded[1::2]))
    telling = [second for first, second in zip(graded[::2], graded[1::2], strict=True) if first.fault]
    table.add("… where the reply to the first question would not do for the second", *_shares(telling))
    return table


def as_follow_up(item: Item, library: Library) -> tuple[Item, Item] | None:
    """The item as a question about the other call and a follow-up that names its own; None where that is not sound."""
    if item.session or item.kinds != (Kind.ANSWER.value,) or item.kind_of_question not in _OF_EITHER_CALL:
        return None
    reading = library.lexicon.read(item.text)
    calls = library.pack.calls()
    named = [mention for mention in reading.mentions if mention.sort == "programme"]
    if any(mention.sort not in _NEUTRAL for mention in reading.mentions) or len(named) != 1 or len(calls) != 2:
        return None
    mention = named[0]
    own = next((call for call in calls if mention.ids == (call.id,)), None)
    if own is None:
        return None
    other = next(call for call in calls if call is not own)
    chinese = is_chinese(item.text)
    name = other.name.zh if chinese else other.name.en
    first = reading.folded[: mention.start] + name + reading.folded[mention.end :]
    second = f"那{mention.surface}呢" if chinese else f"what about the {mention.surface}?"
    session = f"{item.id}-follow-up"
    return replace(item, session=session, text=first), replace(item, session=session, text=second)


def _asked(items: Sequence[Item], library: Library, change: Callable[[str], str] = str) -> list[Graded]:
    return asyncio.run(run(items, library, change))


def _shares(graded: Sequence[Graded]) -> tuple[str | int, ...]:
    count = len(graded)
    verdicts = [one.verdict for one in graded]
    cells: list[str | int] = [count]
    for verdict in ("right", "wrong statement"):
        low, high = wilson(verdicts.count(verdict), count)
        cells += [share(verdicts.count(verdict) / max(count, 1)), f"{100 * low:.0f}–{100 * high:.0f} %"]
    return (*cells, verdicts.count("clarify"), verdicts.count("fallback"))


def _in_script(text: str, configuration: str) -> str:
    return str(_converter(configuration).convert(text)) if CJK.search(text) else text


@cache
def _converter(configuration: str) -> Any:
    from opencc import OpenCC

    return OpenCC(configuration)
