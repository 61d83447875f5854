"""One slip of the finger per question, the same for everyone who runs it."""

import hashlib
import random
import re
from collections import defaultdict
from functools import cache

from knowledge.text import CJK, syllable

_WORD = re.compile(r"[A-Za-z]{4,}")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def slip(text: str, salt: str = "") -> str:
    """The text with one slip. Chinese: a homophone or a dropped character. Latin: two letters swapped, one dropped,
    doubled or hit beside, in a word of four letters or more. A text with neither is unchanged.

    What it is depends on text and salt alone. It may strike a name, or turn the meaning; nobody is spared that.
    """
    chance = random.Random(hashlib.sha256((salt + text).encode("utf-8")).digest())
    characters = [match.start() for match in CJK.finditer(text)]
    if characters:
        return _chinese(text, characters, chance)
    words = list(_WORD.finditer(text))
    return _latin(text, chance.choice(words), chance) if words else text


def _chinese(text: str, places: list[int], chance: random.Random) -> str:
    at = chance.choice(places)
    if chance.random() < 0.5:
        alike = [other for other in _homophones().get(syllable(text[at]), ()) if other != text[at]]
        if alike:
            return text[:at] + chance.choice(alike) + text[at + 1 :]
    return text[:at] + text[at + 1 :]


def _latin(text: str, word: re.Match[str], chance: random.Random) -> str:
    at = chance.randrange(word.start(), word.end() - 1)
    one, two = text[at], text[at + 1]
    changed = {
        "swap": two + one,
        "drop": two,
        "double": one + one + two,
        "neighbour": _beside(one, chance) + two,
    }[chance.choice(("swap", "drop", "double", "neighbour"))]
    return text[:at] + changed + text[at + 2 :]


def _beside(letter: str, chance: random.Random) -> str:
    row = next(row for row in _ROWS if letter.lower() in row)
    at = row.index(letter.lower())
    hit = chance.choice(row[max(0, at - 1) : at] + row[at + 1 : at + 2])
    return hit.upper() if letter.isupper() else hit


@cache
def common_characters() -> tuple[str, ...]:
    """The 3,755 common characters: the first level of GB 2312, in its order."""
    codes = (bytes((high, low)) for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF))
    return tuple(code.decode("gb2312", "ignore") for code in codes if code.decode("gb2312", "ignore"))


@cache
def _homophones() -> dict[str, list[str]]:
    """Common characters by toneless syllable: what an input method offers."""
    found = defaultdict(list)
    for character in common_characters():
        found[syllable(character)].append(character)
    return found
