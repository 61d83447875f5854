"""What a message names, and from which of its words each was read."""

from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.language import Text
from knowledge.mentions import MASK, Mention
from knowledge.pack import Pack
from knowledge.question import Question
from knowledge.text import is_chinese, typed_pinyin

_SORTS = {
    "neighbour": "programme beside the calls",
    "subject": "thing",
    "term": "term",
    "honour": "honoured entry",
    "place": "place (zone)",
    "year": "year or edition",
    "date": "asserted date",
    "time": "asserted time",
    "number": "figure",
    "foreign": "another's prize or occasion",
}


@dataclass(frozen=True)
class Named:
    """One thing read: of what sort, from which words, what it is, and how sure the words are it."""

    sort: str
    words: str
    ids: tuple[str, ...]
    means: str
    how: str


def named(pack: Pack, question: Question) -> Iterator[Named]:
    """Everything a question names, in the order of the message, then what follows from it."""
    mentions = question.reading.mentions if question.reading else ()
    for mention in mentions:
        how = "as written" if mention.exact else "by its sound, or one slip away"
        means = _means(pack, question, mention)
        yield Named(_SORTS.get(mention.sort, mention.sort), mention.surface, mention.ids, means, how)
    said = {id_ for mention in mentions for id_ in mention.ids}
    for programme in question.slots.programmes:
        if programme not in said:
            how = "its category is named" if question.slots.categories else "taken over"
            yield Named("programme", "", (programme,), _both(pack.programme[programme].name), how)


def _means(pack: Pack, question: Question, mention: Mention) -> str:
    """The ids of a mention in words, as many as can be read."""
    if mention.sort == "year":
        years = dict.fromkeys(str(year) for year in question.slots.years)
        return mention.ids[0] if mention.ids[0] in years else ", ".join(years)
    if mention.sort == "date":
        year, month, day = mention.ids[0].rsplit("-", 2)
        return f"{year}-{month}-{day}" if year.isdigit() else f"{month}-{day}, of no year"
    if mention.sort == "honour":
        return f"{len(mention.ids)} entries" if len(mention.ids) > 1 else _titles(pack).get(mention.ids[0], "")
    return "; ".join(_name(pack, mention.sort, id_) for id_ in mention.ids[:3])


def _name(pack: Pack, sort: str, id_: str) -> str:
    if sort == "place" and id_ in pack.place:
        return f"{_both(pack.place[id_].name)}, {pack.place[id_].zone}"
    if sort == "category":
        owner, _, category = id_.partition("/")
        return next((_both(c.name) for c in pack.programme[owner].categories if c.id == category), id_)
    fact = pack.programme.get(id_) or pack.organisation.get(id_) or pack.subject.get(id_)
    return _both(fact.name) if fact else id_


def _titles(pack: Pack) -> dict[str, str]:
    return {f"{li.id}/{entry.category or ''}/{entry.number}": _both(entry.title) for li, entry in pack.all_honours()}


def _both(text: Text) -> str:
    return text.zh if text.zh == text.en else f"{text.zh} / {text.en}"


_MARKS = {mark: f"[{sort}]" for sort, mark in MASK.items()}


def with_marks(masked: str) -> str:
    """A masked text as it can be shown: each mark as the sort of name it stands for."""
    return " ".join("".join(_MARKS.get(character, character) for character in masked).split())


def language_from(question: Question) -> str:
    """From what the language of a reply was read."""
    if typed_pinyin(question.folded):
        return "Chinese typed as pinyin"
    if not any(character.isalpha() for character in question.folded):
        return "it holds no words"
    if is_chinese(question.folded) == (question.language == "zh"):
        return "from its words"
    return "from the words around the names"
