"""What is typed while a question is open → a move; None for what is no answer: a side question, for another handler."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from handlers.precheck import words
from handlers.precheck.moves import Move
from handlers.precheck.spans import options_at
from knowledge.facts import Edition
from knowledge.flow import Question
from knowledge.language import LANGUAGES
from knowledge.precheck import Proposal
from knowledge.text import CJK, fold

_PUNCTUATION = re.compile(r"[\s。．.！!，,、；;：:~～“”\"'‘’（）()?？]+")
_APOSTROPHE = re.compile(r"['’](?=\w)")
_SMALL = re.compile(r"(?<=已)经|[了的都们我您啊呢吧哦呀]")
_DENIES = re.compile(r"[不没未无]|\b(?:not|no|none|never|without|cannot)\b")
_LISTED = re.compile(r"、|或|, | or ")
_NUMBERS = ((re.compile("[两二]"), "2"), (re.compile(r"\btwo\b"), "2"), (re.compile(r"\bone\b"), "1"))
_LONGEST_ANSWER = 60  # characters of something that may be an answer in one's own words


@dataclass(frozen=True)
class Open:
    """What is open while a message is read: a question, or proposals to confirm."""

    question: Question | None
    edition: Edition
    read: Mapping[str, Proposal]  # what the message tells, by question, as the flow's cues have it
    confirms: bool = False
    one: bool = False  # a single proposal at a time
    goes_on: bool = False  # whether to go on is asked
    this_year: int = 0


def bare(text: str) -> str:
    """A folded text with its punctuation as single spaces."""
    return _PUNCTUATION.sub(" ", _APOSTROPHE.sub("", fold(text))).strip()


def plain(text: str) -> str:
    """The same without the small words that change nothing: "已经备好了" and "已备好" are one."""
    said = bare(text)
    for pattern, digit in _NUMBERS:
        said = pattern.sub(digit, said)
    return _SMALL.sub("", said) or said


def move_in(open_: Open, text: str) -> Move | None:
    """What typed words do about what is open."""
    said = bare(text)
    if open_.confirms and (move := _confirmation(open_, said)):
        return move
    if open_.question and not open_.confirms and (option := _worded(open_.question, said)):
        return Move("answer", open_.question.id, option)
    if move := verb_in(said):
        return move
    if open_.goes_on and (words.YES.fullmatch(said) or words.NO.fullmatch(said)):
        return Move("go" if words.YES.fullmatch(said) else "result")
    if open_.question and not open_.confirms and not open_.goes_on:
        return _answer(open_, open_.question, said, asks(text))
    return None


def asks(text: str) -> bool:
    """Whether a message is a question rather than an answer."""
    return words.ASKS.search(fold(text)) is not None


def verb_in(said: str) -> Move | None:
    """What can be said whatever is open. The number of "change n" is that of a question, as an option."""
    if found := words.CHANGE.fullmatch(said):
        return Move("change", None, found["zh"] or found["en"])
    return next((Move(verb) for verb, pattern in words.VERBS if pattern.fullmatch(said)), None)


def _confirmation(open_: Open, said: str) -> Move | None:
    if words.YES.fullmatch(said) or words.ALL.fullmatch(said):
        return Move("yes" if open_.one else "all")
    if words.NO.fullmatch(said) or words.NONE.fullmatch(said):
        return Move("no" if open_.one else "none")
    return Move("each") if words.EACH.fullmatch(said) else None


def _answer(open_: Open, question: Question, said: str, asks: bool) -> Move | None:
    if (placed := _placed(question, said)) is not None:
        return Move("answer", question.id, placed)
    if words.UNSURE.fullmatch(said) and question.unsure in question.options:
        return Move("answer", question.id, question.unsure)
    for pattern, starts in ((words.YES, words.STARTS_YES), (words.NO, words.STARTS_NO)):
        if pattern.fullmatch(said):
            return _only(question, _starting(question, starts))
    if asks or len(said) > _LONGEST_ANSWER:
        return None
    if options := options_at(question, open_.edition, said, open_.this_year):
        return _only(question, options, said)
    if question.id in open_.read:
        return Move("answer", question.id, open_.read[question.id].option, said)
    told = plain(said)
    meant = _held(question, told) or _within(question, told)
    return Move("answer", question.id, meant[0], said) if len(meant) == 1 else None


def _placed(question: Question, said: str) -> str | None:
    """The option at the place named: "the first one"."""
    found = words.PLACE.fullmatch(said)
    if not found:
        return None
    named = found["zh"] or found["en"]
    place = next(number for number, names in enumerate(words.PLACES) if named in names)
    return list(question.options)[place] if place < len(question.options) else None


def _only(question: Question, options: Iterable[str], said: str = "") -> Move | None:
    """The one option meant; several are asked about, none is no answer."""
    found = list(options)
    if len(found) == 1:
        return Move("answer", question.id, found[0], said)
    return Move("which", question.id) if found else None


def _worded(question: Question, said: str) -> str | None:
    """The option whose words these are."""
    for id_, option in question.options.items():
        if said in {bare(option.text.in_(language)) for language in LANGUAGES}:
            return id_
    return None


def _starting(question: Question, starts: re.Pattern[str]) -> list[str]:
    """The options that begin with a yes, or with a no."""
    return [
        id_
        for id_, option in question.options.items()
        if id_ != question.unsure and any(starts.match(fold(option.text.in_(language))) for language in LANGUAGES)
    ]


def _held(question: Question, said: str) -> list[str]:
    """The options the message holds the words of; a longer one that holds a shorter one goes first."""
    found: dict[str, str] = {}
    for id_, option in question.options.items():
        for own in (piece for language in LANGUAGES for piece in _pieces(option.text.in_(language))):
            if len(own) >= (2 if CJK.search(own) else 3) and _holds(said, own):
                found[id_] = max(found.get(id_, ""), own, key=len)
    return [id_ for id_, own in found.items() if not any(own != other and own in other for other in found.values())]


def _pieces(text: str) -> list[str]:
    """An option's words, and each thing it lists where it lists several."""
    listed = [plain(piece) for piece in _LISTED.split(text)]
    return [plain(text), *(piece for piece in listed if len(listed) > 1 and not piece[:1].isdigit())]


def _within(question: Question, said: str) -> list[str]:
    """The options whose words hold those of the message, in the same order and nothing turned round."""
    parts = list(said) if CJK.search(said) else said.split()
    if len(said) < (2 if CJK.search(said) else 4):
        return []
    return [
        id_
        for id_, option in question.options.items()
        if any(_in_order(parts, plain(option.text.in_(language)), said) for language in LANGUAGES)
    ]


def _in_order(parts: list[str], wanted: str, said: str) -> bool:
    if bool(_DENIES.search(wanted)) != bool(_DENIES.search(said)):
        return False
    rest = iter(wanted if CJK.search(said) else wanted.split())
    return all(part in rest for part in parts)


def _holds(said: str, wanted: str) -> bool:
    """Whether words stand in a text, unless they are turned away there ("没有已备好", "not ready")."""
    if CJK.search(wanted):
        place = said.find(wanted)
        return place >= 0 and not re.search(r"[不没未无]有?$", said[:place])
    found = re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", said)
    return found is not None and not re.search(r"\b(?:not|no|never|without)(?: \w+)?\s*$", said[: found.start()])
