"""What the ranker sees of a text: words, letters, characters, sounds and ideas, hashed and weighted."""

import re
import zlib
from collections.abc import Callable, Sequence
from itertools import combinations, pairwise

import numpy as np
from numpy.typing import NDArray

from knowledge.text import CJK, stem, syllable, typed_pinyin

Floats = NDArray[np.float32]
Ids = NDArray[np.int64]
Ideas = Callable[[str], Sequence[str]]  # folded text → the ideas it speaks of

# weight of each view's unit vector
VIEWS = {"w": 1.0, "p": 0.5, "c": 1.0, "z": 1.0, "y": 0.7, "k": 1.5}
# added under the root of a view's norm: one idea alone says little, however rare it is
DAMPING = {"w": 0.0, "p": 0.0, "c": 0.0, "z": 0.0, "y": 0.0, "k": 10.0}
SKETCH = 4096  # entries of the vector that features are folded into
_BUCKETS = 2**31 - 1  # features are hashed; collisions are far rarer than slips
_WORD = re.compile(r"[a-z]+|\d+|[\ue000-\ue0ff]")
_RUN = re.compile(r"[\u3400-\u9fff\ue000-\ue0ff\d]+")


def no_ideas(text: str) -> Sequence[str]:
    return ()


def features(text: str, ideas: Ideas = no_ideas) -> dict[str, list[str]]:
    """The features of a folded text by view: words, pairs of words, letters, characters, syllables, ideas."""
    view: dict[str, list[str]] = {"w": [], "p": [], "c": [], "z": [], "y": [], "k": _of_ideas(ideas(text))}
    typed = typed_pinyin(text)
    if typed:
        view["y"] = [*typed, *_pairs(typed)]
    else:
        _add_words(view, text)
    for run in _RUN.findall(re.sub(r"\d+", "0", text)):
        if CJK.search(run):
            view["z"] += _pieces(run, (1, 2, 3))
            sounds = [syllable(c) if CJK.match(c) else c for c in run]
            view["y"] += [*sounds, *_pairs(sounds)]
    return view


def _of_ideas(ideas: Sequence[str]) -> list[str]:
    return [*ideas, *(" ".join(sorted(pair)) for pair in combinations(ideas, 2))]


def _add_words(view: dict[str, list[str]], text: str) -> None:
    """Words, neighbours, pairs a few words apart, and pieces of words; nothing where no word is Latin."""
    words = [_word(found) for found in _WORD.findall(text)]
    if not any(word.isascii() for word in words):
        return
    view["w"] = [*words, *_pairs(words)]
    view["p"] = [" ".join(sorted((a, b))) for i, a in enumerate(words) for b in words[i + 1 : i + 6] if a != b]
    view["c"] = [piece for word in words for piece in _pieces(f"<{word}>", (3, 4, 5))]


def _word(found: str) -> str:
    if found.isdigit():
        return "0"
    return stem(found) if found.isascii() else found


def _pairs(parts: Sequence[str]) -> list[str]:
    return [f"{a} {b}" for a, b in pairwise(parts)]


def _pieces(text: str, sizes: Sequence[int]) -> list[str]:
    return [text[i : i + size] for size in sizes for i in range(len(text) - size + 1)]


def hashed(view: str, feature: str) -> int:
    return zlib.crc32(f"{view}:{feature}".encode()) & _BUCKETS


def sketched(ids: Ids, size: int) -> tuple[Ids, Floats]:
    """Where each feature goes in a vector of `size` entries (a power of two), and with which sign.

    A count sketch: likeness of two texts is kept but for a little noise, and its size does not grow with the pack.
    """
    mixed = (ids.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(20)
    places = (mixed % np.uint64(size)).astype(np.int64)
    signs = ((mixed >> np.uint64(40)) & np.uint64(1)).astype(np.float32) * 2 - 1
    return places, signs


def hashed_views(text: str, ideas: Ideas = no_ideas) -> list[tuple[str, Ids]]:
    """The views a text has something in, with the ids of its features: each once, rising."""
    return [
        (view, np.unique(np.fromiter((hashed(view, feature) for feature in found), dtype=np.int64)))
        for view, found in features(text, ideas).items()
        if found
    ]
