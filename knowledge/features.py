"""What the ranker sees of a text: words, letters, characters, sounds and ideas, hashed to numbers.

Numbers are made of numbers (a pair of words from the numbers of both), a view at a time in numpy; what belongs to
a single word is worked out once for each word. `named` says in words what each number stands for.
"""

import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from knowledge.text import CJK, stem, syllable, typed_pinyin

Floats = NDArray[np.float32]
Ids = NDArray[np.int64]
Numbers = NDArray[np.uint64]
Ideas = Callable[[str], Sequence[str]]  # folded text → the ideas it speaks of


@dataclass(frozen=True)
class View:
    """One way of looking at a text: its name, the weight of its unit vector, its damping, and whether it spells it.

    Damping is added under the root of the norm: where one feature alone says little, however rare it is.
    """

    name: str
    weight: float
    damping: float = 0.0
    spells: bool = False  # whether its features together are the whole wording of a text


VIEWS = (
    View("word", 0.8, spells=True),
    View("neighbours", 1.0),
    View("words together", 0.8),
    View("letters", 1.0),
    View("characters", 1.0, spells=True),
    View("sounds", 0.7),
    View("idea", 1.0, 10.0),
)
_WORD, _NEIGHBOURS, _TOGETHER, _LETTERS, _CHARACTERS, _SOUNDS, _IDEA = range(len(VIEWS))
_APART = 8  # words this far apart are still together
_PIECES = (2, 3, 4, 5)  # letters in a piece of a word
_RUNS = (1, 2, 3)  # characters in a piece of Chinese
_TOKEN = re.compile(r"[a-z]+|\d+|[\ue000-\ue0ff]")
_RUN = re.compile(r"[\u3400-\u9fff\ue000-\ue0ff\d]+")
_DIGITS = re.compile(r"\d+")
_EDGE = "\n"  # stands before the first word and after the last
_HALF = np.uint64(32)
_MIX_1, _MIX_2 = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD6E8FEB86659FD93)


def no_ideas(text: str) -> Sequence[str]:
    return ()


@dataclass(frozen=True)
class _Look:
    """A row of pieces seen in one view: `sizes` of neighbouring ones that count, and how far apart two still count."""

    view: int
    pieces: Sequence[str]
    sizes: tuple[int, ...] = ()
    apart: int = 0


def hashed_views(text: str, ideas: Ideas = no_ideas) -> list[tuple[int, Ids]]:
    """The views a folded text has something in, by their place in `VIEWS`, with their features: each once, rising."""
    by_view: list[list[Ids]] = [[] for _ in VIEWS]
    for look in _looks(text, ideas):
        by_view[look.view].append(_letters(look.pieces) if look.view == _LETTERS else _numbers(look))
    joined = (np.concatenate(found) if len(found) > 1 else found[0] for found in by_view if found)
    views = (view for view, found in enumerate(by_view) if found)
    return [(view, np.unique(numbers)) for view, numbers in zip(views, joined, strict=True) if len(numbers)]


def named(text: str, ideas: Ideas = no_ideas) -> dict[int, tuple[str, str]]:
    """The view and the words of each feature that `hashed_views` finds in a text."""
    return {
        int(number): (VIEWS[look.view].name, name)
        for look in _looks(text, ideas)
        for number, name in zip(_numbers(look), _names(look), strict=True)
    }


def _looks(text: str, ideas: Ideas) -> Iterator[_Look]:
    if spoken := ideas(text):
        yield _Look(_IDEA, spoken, (1,), len(spoken))
    if typed := typed_pinyin(text):
        yield _Look(_SOUNDS, typed, (1, 2))
        return
    words = [_word(found) for found in _TOKEN.findall(text)]
    if any(word.isascii() for word in words):
        stems = [stem(word) if word.isascii() else word for word in words]
        yield _Look(_WORD, stems, (1,))
        yield _Look(_NEIGHBOURS, (_EDGE, *stems, _EDGE), (2,))
        yield _Look(_TOGETHER, stems, (), _APART)
        for word in dict.fromkeys(words):
            yield _Look(_LETTERS, f"<{word}>", _PIECES)
    for run in _RUN.findall(_DIGITS.sub("0", text)):
        if CJK.search(run):
            yield _Look(_CHARACTERS, run, _RUNS)
            yield _Look(_SOUNDS, [syllable(c) if CJK.match(c) else c for c in run], (1, 2))


def _word(found: str) -> str:
    return "0" if found.isdigit() else found


def _numbers(look: _Look) -> Ids:
    """The features of a row of pieces: neighbours by size, then pairs in either order."""
    hashes = np.array([_hash(piece) for piece in look.pieces], dtype=np.uint64)
    salt = np.uint64(look.view + 1)
    found = [_mixed(_joined(hashes, size) + salt) for size in look.sizes if size <= len(hashes)]
    if look.apart and len(hashes) > 1:
        first, second = _pairs(len(hashes), look.apart)
        # a sum knows no order
        found.append(_mixed(_mixed(hashes)[first] + _mixed(hashes)[second] + salt * np.uint64(1_000_003)))
    return np.concatenate(found).astype(np.int64) if found else np.empty(0, np.int64)


@lru_cache(maxsize=65536)
def _letters(word: str) -> Ids:
    return _numbers(_Look(_LETTERS, word, _PIECES))


def _names(look: _Look) -> Iterator[str]:
    """What `_numbers` stand for, in the same order."""
    between = "" if look.view in (_LETTERS, _CHARACTERS) else " "
    pieces = [piece.replace(_EDGE, "|") for piece in look.pieces]
    for size in look.sizes:
        for i in range(len(pieces) - size + 1):
            yield between.join(pieces[i : i + size])
    if look.apart and len(pieces) > 1:
        for i, j in zip(*_pairs(len(pieces), look.apart), strict=True):
            yield f"{pieces[i]} … {pieces[j]}"


def _joined(hashes: Numbers, size: int) -> Numbers:
    """One number for each `size` neighbours, which their order decides."""
    count = len(hashes) - size + 1
    joined = hashes[:count]
    for i in range(1, size):
        joined = (joined ^ (joined >> _HALF)) * _MIX_1 + hashes[i : i + count]
    return joined + np.uint64(size)


def _mixed(numbers: Numbers) -> Numbers:
    """Spread evenly over 31 bits, in which collisions are far rarer than slips."""
    numbers = (numbers ^ (numbers >> _HALF)) * _MIX_1
    numbers = (numbers ^ (numbers >> _HALF)) * _MIX_2
    return numbers >> np.uint64(33)


@lru_cache(maxsize=512)
def _pairs(count: int, apart: int) -> tuple[Ids, Ids]:
    first, second = np.triu_indices(count, 1)
    near = second - first <= apart
    return first[near], second[near]


@lru_cache(maxsize=65536)
def _hash(piece: str) -> int:
    return zlib.crc32(piece.encode())
