"""What the ranker sees of a text: words, letters, characters, sounds and ideas, hashed to numbers.

Numbers are made of numbers (a pair of words from the numbers of both), in numpy and all texts of a view at once; what
belongs to a single word is worked out once for each word. `named` says in words what each number stands for.
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
    """One way of looking at a text: what it counts of a row of pieces, and how much that matters.

    `sizes` of neighbouring pieces count together, and two pieces up to `apart` from each other, in either order.
    `weight` is that of the view's unit vector. Damping is added under the root of its norm: where one feature alone
    says little, however rare it is. A view that `spells` has the whole wording of a text in its features.
    """

    name: str
    weight: float
    sizes: tuple[int, ...] = ()
    apart: int = 0
    damping: float = 0.0
    spells: bool = False


_ANYWHERE = 10_000  # further apart than any two pieces are
VIEWS = (
    View("word", 0.8, (1,), spells=True),
    View("neighbours", 1.0, (2,)),
    View("words together", 0.8, apart=8),
    View("letters", 1.0, (2, 3, 4, 5)),
    View("characters", 1.0, (1, 2, 3), spells=True),
    View("sounds", 0.7, (1, 2)),
    View("idea", 1.0, (1,), _ANYWHERE, damping=10.0),
)
WEIGHTS = np.array([view.weight for view in VIEWS])
DAMPING = np.array([view.damping for view in VIEWS])
SPELLS = np.array([view.spells for view in VIEWS])
_WORD, _NEIGHBOURS, _TOGETHER, _LETTERS, _CHARACTERS, _SOUNDS, _IDEA = range(len(VIEWS))
_TOKEN = re.compile(r"[a-z]+|\d+|[\ue000-\ue0ff]")
_RUN = re.compile(r"[\u3400-\u9fff\ue000-\ue0ff\d]+")
_DIGITS = re.compile(r"\d+")
_EDGE = "\n"  # stands before the first word and after the last
_HALF = np.uint64(32)
_MIX_1, _MIX_2 = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD6E8FEB86659FD93)
_BITS = 31  # of a feature
_FEATURE = (1 << _BITS) - 1
_MANY = 400  # words: more than a question has

Look = tuple[int, Sequence[str]]  # a view, and a row of pieces seen in it


def no_ideas(text: str) -> Sequence[str]:
    return ()


def hashed(texts: Sequence[str], ideas: Ideas = no_ideas) -> tuple[Ids, Ids]:
    """The features of folded texts, and how many there are: texts × views.

    They stand one text after another, and view after view within each, rising and each once.
    """
    rows: list[list[Sequence[str]]] = [[] for _ in VIEWS]
    groups: list[list[int]] = [[] for _ in VIEWS]  # what stands above the bits of a feature: its text and view
    for place, text in enumerate(texts):
        for view, pieces in _looks(text, ideas):
            rows[view].append(pieces)
            groups[view].append((place * len(VIEWS) + view) << _BITS)
    found = [np.empty(0, np.int64)]
    for view, (seen, of) in enumerate(zip(rows, groups, strict=True)):
        if seen:
            found.append(_letters(seen, of) if view == _LETTERS else _numbers(view, seen, of))
    keys = _distinct(np.concatenate(found))
    sizes = np.bincount(keys >> _BITS, minlength=len(texts) * len(VIEWS))
    return keys & _FEATURE, sizes.reshape(len(texts), len(VIEWS))


def named(text: str, ideas: Ideas = no_ideas) -> dict[int, tuple[str, str]]:
    """The view and the words of each feature that `hashed` finds in a text."""
    return {
        int(number): (VIEWS[view].name, name)
        for view, pieces in _looks(text, ideas)
        for number, name in zip(_numbers(view, [pieces], [0]), _names(view, pieces), strict=True)
    }


def _looks(text: str, ideas: Ideas) -> Iterator[Look]:
    if spoken := ideas(text):
        yield _IDEA, spoken
    if typed := typed_pinyin(text):
        yield _SOUNDS, typed
        return
    words = [_word(found) for found in _TOKEN.findall(text)]
    if any(word.isascii() for word in words):
        stems = [stem(word) if word.isascii() else word for word in words]
        yield _WORD, stems
        yield _NEIGHBOURS, (_EDGE, *stems, _EDGE)
        yield _TOGETHER, stems
        for word in dict.fromkeys(words):
            yield _LETTERS, f"<{word}>"
    for run in _RUN.findall(_DIGITS.sub("0", text)):
        if CJK.search(run):
            yield _CHARACTERS, run
            yield _SOUNDS, [syllable(c) if CJK.match(c) else c for c in run]


def _word(found: str) -> str:
    return "0" if found.isdigit() else found


def _numbers(view: int, rows: Sequence[Sequence[str]], groups: Sequence[int]) -> Ids:
    """The features of rows of pieces, neighbours by size, then pairs; each with the group of its row."""
    hashes = np.array([_hash(piece) for row in rows for piece in row], dtype=np.uint64)
    lengths = [len(row) for row in rows]
    group = np.repeat(np.array(groups), lengths)
    salt = np.uint64(view + 1)
    numbers, of = [], []
    for size in VIEWS[view].sizes:
        joined, whole = _joined(hashes, size), _whole(lengths, size)
        numbers.append(joined[whole] + salt)
        of.append(group[: len(joined)][whole])
    if VIEWS[view].apart:
        left, right = _pairs(lengths, VIEWS[view].apart)
        spread = _mixed(hashes)
        # a sum knows no order
        numbers.append(spread[left] + spread[right] + salt * np.uint64(1_000_003))
        of.append(group[left])
    found: Ids = _mixed(np.concatenate(numbers)).view(np.int64) | np.concatenate(of)
    return found


def _letters(words: Sequence[Sequence[str]], groups: Sequence[int]) -> Ids:
    """What `_numbers` gives for words seen by their letters, worked out once for each word."""
    if len(words) < _MANY:
        found = [_letters_of(word) for word in words]
        sizes = np.array([len(numbers) for numbers in found])
        numbers = np.concatenate(found)
    else:
        place = {word: i for i, word in enumerate(dict.fromkeys(words))}
        keys = np.sort(_numbers(_LETTERS, list(place), [i << _BITS for i in range(len(place))]))
        counts = np.bincount(keys >> _BITS, minlength=len(place))
        asked = np.array([place[word] for word in words])
        sizes = counts[asked]
        starts = (np.cumsum(counts) - counts)[asked] - (np.cumsum(sizes) - sizes)
        numbers = keys[np.repeat(starts, sizes) + np.arange(sizes.sum())] & _FEATURE
    grouped: Ids = numbers | np.repeat(np.array(groups), sizes)
    return grouped


@lru_cache(maxsize=16384)
def _letters_of(word: Sequence[str]) -> Ids:
    return _numbers(_LETTERS, [word], [0])


def _names(view: int, pieces: Sequence[str]) -> Iterator[str]:
    """What the `_numbers` of a row stand for, in the same order."""
    between = "" if view in (_LETTERS, _CHARACTERS) else " "
    shown = [piece.replace(_EDGE, "|") for piece in pieces]
    for size in VIEWS[view].sizes:
        for i in range(len(shown) - size + 1):
            yield between.join(shown[i : i + size])
    if VIEWS[view].apart:
        for i, j in zip(*_pairs([len(shown)], VIEWS[view].apart), strict=True):
            yield f"{shown[i]} … {shown[j]}"


def _joined(hashes: Numbers, size: int) -> Numbers:
    """One number for each `size` neighbours, which their order decides."""
    count = max(len(hashes) - size + 1, 0)
    joined = hashes[:count]
    for i in range(1, size):
        joined = (joined ^ (joined >> _HALF)) * _MIX_1 + hashes[i : i + count]
    return joined + np.uint64(size)


def _whole(lengths: Sequence[int], size: int) -> slice | NDArray[np.bool_]:
    """Of all that `_joined` gives for rows one after another, what lies within one of them."""
    if len(lengths) == 1 or size == 1:
        return slice(None)
    row = np.repeat(np.arange(len(lengths)), lengths)
    within: NDArray[np.bool_] = row[: 1 - size] == row[size - 1 :]
    return within


def _mixed(numbers: Numbers) -> Numbers:
    """Spread evenly over 31 bits, in which collisions are far rarer than slips."""
    numbers = (numbers ^ (numbers >> _HALF)) * _MIX_1
    numbers = (numbers ^ (numbers >> _HALF)) * _MIX_2
    return numbers >> np.uint64(33)


def _pairs(lengths: Sequence[int], apart: int) -> tuple[Ids, Ids]:
    """The places of the pairs within rows that stand one after another."""
    if len(lengths) == 1:
        return _pairs_within(lengths[0], apart)
    pairs = [_pairs_within(length, apart) for length in lengths]
    starts = np.repeat(np.cumsum(lengths, dtype=np.int64) - np.array(lengths), [len(left) for left, _ in pairs])
    left, right = zip(*pairs, strict=True)
    return np.concatenate(left) + starts, np.concatenate(right) + starts


@lru_cache(maxsize=512)
def _pairs_within(count: int, apart: int) -> tuple[Ids, Ids]:
    first, second = np.triu_indices(count, 1)
    near = second - first <= apart
    return first[near], second[near]


def _distinct(numbers: Ids) -> Ids:
    """Numbers in rising order, each once; what was given is sorted in place."""
    numbers.sort()
    new = np.empty(len(numbers), dtype=np.bool_)
    new[:1] = True
    np.not_equal(numbers[1:], numbers[:-1], out=new[1:])
    return numbers[new]


@lru_cache(maxsize=65536)
def _hash(piece: str) -> int:
    return zlib.crc32(piece.encode())
