"""Names, years, dates, times and figures in a message → mentions; the message with names masked.

Names come from the pack alone. Exact names are found first (longest wins); then, in what is left,
names one slip away and names written with homophones or as pinyin.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from knowledge.figures import addresses_and_dates, hour_in, years_and_numbers
from knowledge.inexact import Inexact
from knowledge.mentions import MASK, Mention, Sort, Unread
from knowledge.names import names_of
from knowledge.pack import Pack
from knowledge.text import prepared

__all__ = ["MASK", "Lexicon", "Mention", "Reading", "Sort"]

_KEPT = ("subject",)  # of these the words stay beside the mark: they say much about what is asked


@dataclass(frozen=True)
class Reading:
    """What a message names.

    `masked` is the folded message with each name replaced by the mark of its sort, `marked` the same
    with the words of subjects kept beside their mark; terms of the scheme stay words in both.
    """

    folded: str
    mentions: tuple[Mention, ...]
    masked: str
    marked: str

    def ids(self, sort: Sort) -> tuple[str, ...]:
        """The ids of all mentions of a sort, in order, each once."""
        found = (id_ for mention in self.mentions if mention.sort == sort for id_ in mention.ids)
        return tuple(dict.fromkeys(found))


def naming(reading: Reading, mention: Mention) -> Reading:
    """A reading with one more thing named, in place of whatever was read there."""
    kept = [m for m in reading.mentions if m.end <= mention.start or mention.end <= m.start]
    mentions = sorted([*kept, mention], key=lambda m: m.start)
    masked, marked = _masked(reading.folded, mentions), _masked(reading.folded, mentions, _KEPT)
    return Reading(reading.folded, tuple(mentions), masked, marked)


_HYPHEN = re.compile(r"(?<=[a-z])-(?=[a-z])")


class Lexicon:
    """All names of a pack, ready to be found in messages."""

    def __init__(self, pack: Pack) -> None:
        self._names: dict[str, list[tuple[Sort, str]]] = {}
        for name, sort, id_ in names_of(pack):
            owners = self._names.setdefault(name, [])
            if (sort, id_) not in owners:
                owners.append((sort, id_))
        self._sizes = _sizes_by_head(self._names)
        self._inexact = Inexact(self._names)

    def clashes(self) -> Iterator[tuple[str, list[tuple[Sort, str]]]]:
        """Names of two things."""
        for name, owners in self._names.items():
            if len(owners) > 1:
                yield name, owners

    def read(self, text: str, *, inexact: bool = True) -> Reading:
        """What a text names; names not written as they should be only where that is wished."""
        folded = prepared(text)
        unread = Unread(folded)
        # in this order, as each finds only what is left
        mentions = list(addresses_and_dates(unread))
        mentions += self._exact_names(unread)
        if inexact:
            mentions += (self._mention(*span, folded, exact=False) for span in self._inexact.find(unread))
        mentions += years_and_numbers(unread)
        # "24时" is a term that is asked about, and an hour all the same
        mentions += [hour for m in mentions if m.sort == "term" and (hour := hour_in(m))]
        mentions.sort(key=lambda mention: mention.start)
        return Reading(folded, tuple(mentions), _masked(folded, mentions), _masked(folded, mentions, _KEPT))

    def _exact_names(self, unread: Unread) -> Iterator[Mention]:
        folded, start = unread.folded, 0
        spaced = _HYPHEN.sub(" ", folded)
        while start < len(folded):
            end = self._longest_at(unread, start, spaced)
            if end is None:
                start += 1
                continue
            unread.take(start, end)
            name = folded[start:end] if folded[start:end] in self._names else spaced[start:end]
            mention = self._mention(name, start, end, folded)
            yield mention
            terms = tuple(id_ for sort, id_ in self._names[name] if sort == "term")
            if terms and mention.sort != "term":
                yield Mention("term", terms, start, end, name)
            start = end

    def _longest_at(self, unread: Unread, start: int, spaced: str) -> int | None:
        """The end of the longest name that begins here; "basic-research" in `spaced` is two words, as in the name."""
        folded = unread.folded
        if start and _inside_word(folded, start):
            return None
        head = folded[start : start + 2]
        for size in self._sizes.get(head if head in self._sizes else folded[start], ()):
            end = start + size
            if (
                end <= len(folded)
                and (folded[start:end] in self._names or spaced[start:end] in self._names)
                and unread.is_free(start, end)
                and _ends_word(folded, end)
            ):
                return end
        return None

    def _mention(self, name: str, start: int, end: int, folded: str, *, exact: bool = True) -> Mention:
        owners = self._names[name]
        sort = owners[0][0]
        ids = tuple(id_ for owner_sort, id_ in owners if owner_sort == sort)
        return Mention(sort, ids, start, end, folded[start:end], exact)


def _sizes_by_head(names: Iterable[str]) -> dict[str, list[int]]:
    """How long the names are that begin with two characters, or are one, longest first."""
    sizes: dict[str, set[int]] = defaultdict(set)
    for name in names:
        for head in {name[:2], name[:2].replace(" ", "-")}:  # "e-learning" is two words in a name
            sizes[head].add(len(name))
    return {head: sorted(found | ({1} & sizes.get(head[0], set())), reverse=True) for head, found in sizes.items()}


def _inside_word(folded: str, at: int) -> bool:
    return _latin(folded[at - 1]) and _latin(folded[at])


def _ends_word(folded: str, end: int) -> bool:
    """A Latin name must not end inside a word, unless only the s of a plural is left of it."""
    if end == len(folded) or not _inside_word(folded, end):
        return True
    return folded[end] == "s" and (end + 1 == len(folded) or not _latin(folded[end + 1]))


def _latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _masked(folded: str, mentions: Sequence[Mention], kept: tuple[str, ...] = ()) -> str:
    terms = {(mention.start, mention.end) for mention in mentions if mention.sort == "term"} if kept else set()
    parts: list[str] = []
    position = 0
    for mention in mentions:
        if mention.sort == "term":
            continue
        parts += [folded[position : mention.start], MASK[mention.sort]]
        # "outstanding cases" names a call, and says besides which of its entries are asked about
        if mention.sort in kept or (mention.sort == "programme" and (mention.start, mention.end) in terms):
            parts.append(mention.surface)
        position = mention.end
    return "".join([*parts, folded[position:]])
