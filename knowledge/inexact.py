"""Names not written as they should be: with characters of the same sound, in pinyin, or with a slip."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.mentions import Sort, Unread
from knowledge.text import CJK, syllables

Span = tuple[str, int, int]  # the name meant, where it starts, where it ends
Owners = Sequence[tuple[Sort, str]]

_WRITTEN_FREELY = ("programme", "neighbour", "category", "person", "organisation", "subject")
_WORD = re.compile(r"[a-z]+")
_LATIN = re.compile(r"[a-z][a-z ']{5,}[a-z]")
_TIME_OF = re.compile(r"\b([a-z]{5,}) (?:local )?(?:time|clock|timezone|hours?)\b")
_LONGEST = 12  # characters of a name written with others
_PINYIN = 7  # letters a name in pinyin must have, lest it be found inside English words


class Inexact:
    """Finds the names of a lexicon where they are written differently. Takes what it finds."""

    def __init__(self, names: Mapping[str, Owners]) -> None:
        freely = [name for name, owners in names.items() if owners[0][0] in _WRITTEN_FREELY]
        chinese = [name for name in freely if len(name) >= 3 and all(CJK.match(c) for c in name)]
        self._sounds: dict[tuple[str, ...], str] = {}
        for name in chinese:
            self._sounds.setdefault(tuple(syllables(name)), name)
        self._first_sounds = {sounds[0] for sounds in self._sounds}
        self._one_off = OneOff(name for name in chinese if len(name) >= 5)
        self._pinyin = Pinyin(chinese)
        self._places = {name for name, owners in names.items() if owners[0][0] == "place" and len(name) >= 5}
        self._slips = Slips(names, [name for name in freely if name.isascii() and len(name) >= 5])

    def find(self, unread: Unread) -> Iterator[Span]:
        for start, end in _free_runs(unread):
            yield from self._by_sound(unread, start, end)
        yield from self._pinyin.find(unread)
        yield from self._slips.find(unread)
        yield from self._by_time(unread)

    def _by_time(self, unread: Unread) -> Iterator[Span]:
        """Places with letters swapped, where a time is spoken of: "Dehli time"."""
        for match in _TIME_OF.finditer(unread.folded):
            said, start, end = match[1], *match.span(1)
            if said in self._places or not unread.is_free(start, end):
                continue
            near = [name for name in self._places if len(name) == len(said) and OSA.distance(said, name) == 1]
            if len(near) == 1:
                yield _taken(unread, near[0], start, end)

    def _by_sound(self, unread: Unread, start: int, end: int) -> Iterator[Span]:
        run = unread.folded[start:end]
        sounds = syllables(run)
        position = 0
        while position < len(run):
            name, size = self._longest_at(run, sounds, position)
            if name:
                yield _taken(unread, name, start + position, start + position + size)
            position += size

    def _longest_at(self, run: str, sounds: list[str], position: int) -> tuple[str | None, int]:
        """The longest name that begins here, and how far to go on."""
        spoken = sounds[position] in self._first_sounds
        slipped = run[position] in self._one_off.heads
        if spoken or slipped:
            for size in range(min(_LONGEST, len(run) - position), 2, -1):
                end = position + size
                name = self._sounds.get(tuple(sounds[position:end])) if spoken else None
                name = name or (self._one_off.only(run[position:end]) if slipped else None)
                if name:
                    return name, size
        return None, 1


class OneOff:
    """Chinese names with one character left out, put in, changed or swapped with the next."""

    def __init__(self, names: Iterable[str]) -> None:
        self.heads: set[str] = set()
        self._by_rest: dict[str, list[str]] = defaultdict(list)
        for name in names:
            self.heads.add(name[0])
            for rest in _rests(name):
                self._by_rest[rest].append(name)

    def only(self, window: str) -> str | None:
        """The one name that is meant, unless two could be; its first character has to be right."""
        if len(window) < 4:
            return None
        # names one step apart leave the same rest when a character is taken from one or both
        near = {name for rest in _rests(window) for name in self._by_rest.get(rest, ())}
        found = [name for name in near if OSA.distance(window, name, score_cutoff=1) <= 1]
        return found[0] if len(found) == 1 and found[0][0] == window[0] else None


def _rests(word: str) -> set[str]:
    """A word, and what is left of it without each of its characters."""
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}


class Pinyin:
    """Chinese names typed in Latin letters, however they are spaced."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names: dict[str, str] = {}
        for name in names:
            joined = "".join(syllables(name))
            if len(joined) >= _PINYIN:
                self._names.setdefault(joined, name)
        self._order = {sound: i for i, sound in enumerate(self._names)}
        self._by_head: dict[str, list[str]] = defaultdict(list)
        for sound in self._names:
            self._by_head[sound[:_PINYIN]].append(sound)

    def find(self, unread: Unread) -> Iterator[Span]:
        for match in _LATIN.finditer(unread.folded):
            if not unread.is_free(*match.span()):
                continue
            places = [i for i in range(*match.span()) if unread.folded[i].isalpha()]
            joined = "".join(unread.folded[i] for i in places)
            for sound in self._in(joined):
                at = joined.find(sound)
                start, end = places[at], places[at + len(sound) - 1] + 1
                if unread.is_free(start, end):
                    yield _taken(unread, self._names[sound], start, end)

    def _in(self, joined: str) -> list[str]:
        """The names heard in a run of letters, longest first."""
        heads = {joined[i : i + _PINYIN] for i in range(len(joined) - _PINYIN + 1)}
        found = [sound for head in heads for sound in self._by_head.get(head, ()) if sound in joined]
        return sorted(found, key=lambda sound: (-len(sound), self._order[sound]))


class Slips:
    """Latin names with one slip, or two in a long one; only where a word stands that is in no name."""

    def __init__(self, names: Mapping[str, Owners], latin: list[str]) -> None:
        self._names = names
        self._words = {word for name in names if name.isascii() for word in _WORD.findall(name)}
        self._by_size: dict[int, list[str]] = defaultdict(list)
        for name in latin:
            for size in range(len(name) - 2, len(name) + 3):
                if abs(len(name) - size) <= _slips_in(size):
                    self._by_size[size].append(name)

    def find(self, unread: Unread) -> Iterator[Span]:
        words = [match.span() for match in _WORD.finditer(unread.folded) if unread.is_free(*match.span())]
        unknown = [end - start >= 4 and unread.folded[start:end] not in self._words for start, end in words]
        if not any(unknown):
            return
        for size in (6, 5, 4, 3, 2, 1):
            for i in range(len(words) - size + 1):
                start, end = words[i][0], words[i + size - 1][1]
                if any(unknown[i : i + size]) and unread.is_free(start, end):
                    name = self._meant(unread.folded[start:end])
                    if name:
                        yield _taken(unread, name, start, end)

    def _meant(self, window: str) -> str | None:
        """The nearest name, unless another that is as near names something else."""
        choices = self._by_size.get(len(window), ())
        near = _near(window, choices) if len(window) >= 6 else []
        if not near or (
            len(near) > 1 and near[0][0] == near[1][0] and self._names[near[0][1]] != self._names[near[1][1]]
        ):
            return None
        return near[0][1]


def _slips_in(size: int) -> int:
    """How many slips are forgiven in so many letters."""
    return 1 if size < 10 else 2


def _near(window: str, names: Collection[str]) -> list[tuple[float, str]]:
    """Names a slip or two away with their distance, nearest first; those written rightly are no slips."""
    found = process.extract(window, names, scorer=OSA.distance, score_cutoff=_slips_in(len(window)), limit=None)
    return sorted((distance, name) for name, distance, _ in found if distance)


def _free_runs(unread: Unread) -> Iterator[tuple[int, int]]:
    """Runs of three or more Chinese characters that no mention has taken."""
    start: int | None = None
    for i, character in enumerate(unread.folded + " "):
        free = bool(CJK.match(character)) and unread.is_free(i, i + 1)
        if free and start is None:
            start = i
        elif not free and start is not None:
            if i - start >= 3:
                yield start, i
            start = None


def _taken(unread: Unread, name: str, start: int, end: int) -> Span:
    unread.take(start, end)
    return name, start, end
