"""Folding: what makes two spellings of one word equal. Widths, cases, scripts, sounds."""

import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opencc import OpenCC

CJK = re.compile(r"[\u3400-\u9fff]")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")
_SPACES = re.compile(r"\s+")
_CONTRACTIONS = (
    (re.compile(r"\bcan't\b|\bcannot\b"), "can not"),
    (re.compile(r"\bwon't\b"), "will not"),
    (re.compile(r"n't\b"), " not"),
    (re.compile(r"\b(what|where|when|who|how|that|it|there|here)'s\b"), r"\1 is"),
    (re.compile(r"'re\b"), " are"),
    (re.compile(r"'ve\b"), " have"),
    (re.compile(r"'ll\b"), " will"),
    (re.compile(r"'m\b"), " am"),
    (re.compile(r"'d\b"), " would"),
)


@cache
def _simplifier() -> "OpenCC":
    from opencc import OpenCC

    return OpenCC("t2s")


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """NFKC, lower case, simplified script, plain quotes and spaces. Two spellings of one text fold alike."""
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
    text = text.replace("’", "'").replace("‘", "'").replace("`", "'").replace("臺", "台")
    if CJK.search(text):
        text = _simplifier().convert(text)
    return _SPACES.sub(" ", text.lower()).strip()


def open_contractions(folded: str) -> str:
    """English contractions written out: "when's" → "when is"."""
    if "'" not in folded:
        return folded
    for pattern, full in _CONTRACTIONS:
        folded = pattern.sub(full, folded)
    return folded


@lru_cache(maxsize=65536)
def syllable(character: str) -> str:
    """The toneless pinyin of one character, its commonest reading; the character itself where there is none."""
    from pypinyin import lazy_pinyin

    return str(lazy_pinyin(character)[0])


def syllables(text: str) -> list[str]:
    return [syllable(character) for character in text if CJK.match(character)]


def is_chinese(text: str) -> bool:
    """Whether a message is to be answered in Chinese: enough of its words are."""
    cjk = len(CJK.findall(text))
    latin_words = len(re.findall(r"[A-Za-z]{2,}", text))
    return cjk > 0 and cjk * 2 >= latin_words


_SUFFIXES = ("ations", "ation", "ments", "ment", "ings", "ing", "ies", "ied", "ers", "ed", "es", "s", "er", "ly")


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """A light stem: enough to join "submit", "submits", "submitted" and "submitting"."""
    if len(word) <= 3:
        return word
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            word = word[: -len(suffix)] + ("y" if suffix in ("ies", "ied") else "")
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiouls":
        word = word[:-1]
    return word.rstrip("e") if len(word) > 4 else word
