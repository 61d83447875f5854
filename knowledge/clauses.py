"""The clauses of a message, and which of them ask: how a question is found in a story, and two in one sentence.

Works on folded text, in which names may be masked by the marks of `mentions.MASK`.
"""

import re
import unicodedata
from collections.abc import Iterator

from knowledge.phrasing import YES_NO, bare, joined_by_and, plain
from knowledge.text import CJK

_BREAK = re.compile(
    # the end of a sentence, or of a clause, with what a list of names is joined by left alone
    r"(?<=[?？。!！;；\n])|(?<=[a-z0-9\u3400-\u9fff\ue000-\ue0ff]\.)\s|(?<=[，,])(?=[^\ue000-\ue0ff\d]{3}|\d{4}年[^\d,，]{3})"
    r"|(?<=[\u3400-\u9fff\ue000-\ue0ff]) (?=[\u3400-\u9fff]{2})|\s(?:-|—|–|——)\s|(?<=——)"
    # a word that goes over to something else
    r"|(?<=.)(?=另外(?![的那这几一两二三四五六七八九十])|还有(?:就是)?|顺便|此外|再问|再请问|以及(?=.{0,4}(?:怎|如何|是否|什么|哪|谁|几|多)))"
    r"|(?<=.)(?=同时.{0,3}(?:问|想))"
    r"|\s(?=(?:and|plus|or|but|so) (?:also )?(?:(?:since|from|until|till|by|in|on|at|for|to|with) )?"
    r"(?:who|whom|what|when|where|how|which|why)\b)"
    r"|\s(?=(?:and|plus|or|but|so) (?:also )?(?:is|are|do|does|can|could|may|will|has)\b)"
    r"|\s(?=and (?:please )?(?:tell|let|say|explain|confirm|whether|if)\b)"
    r"|\s(?=(?:and also|also,|plus,|and one more|as well as (?:who|what|when|where|how|which)|by the way)\b)"
)
_ASKS_ZH = re.compile(
    r"什么(?!都|也)|哪(?!怕)|谁(?!都|也)|(?<![十好])几(?!乎|年来|[十百千万亿])|多少|怎么|怎样|如何|为何|为什么|啥(?!都|也)|咋|何时|多久|多长|多大|多远|与否|还是|请问|告知"
    r"|想问|问一下|问下|想知道|想了解|想确认|确认一下|请教|咨询|打听|不清楚|不知道|不确定|没搞懂|没弄清|介绍一下"
    r"|([\u3400-\u9fff])不\1|([\u3400-\u9fff])没\2"
)
_WH = r"who|whom|whose|what|when|where|how|which|why"
_AUXILIARY = r"is|are|was|were|do|does|did|can|could|may|might|must|should|shall|will|would|has|have|had|am"
_LEAD = (
    r"(?:(?:and|but|so|also|plus|or|then|ok|okay|well|now|please|hi|hello|by the way|in addition|additionally) ?,? ?)*"
)
_ASKS_EN = re.compile(
    rf"^{_LEAD}(?:{_WH}|{_AUXILIARY})\b"
    rf"|\b(?:for|in|on|at|by|to|from|until|with|of) (?:{_WH})\b"
    rf"|\b(?:wonder|wondering|know|tell me|tell us|ask|asking|explain|clarify|confirm|understand|sure|advise"
    rf"|question is|let me know|find out|unclear|check|figure out|curious)\b.{{0,12}}\b(?:{_WH}|if|whether|about)\b"
    rf"|\b(?:could|can|would|do|does|may) (?:you|i|we|someone|anyone|one|it)\b"
)
_STORY_EN = re.compile(
    r"^(?:when|while|since|after|before|as|although|where) (?:we|i|our|my|the|he|she|it|they) \w+ .*[^?？]$"
)
_TAG = re.compile(
    r"^(?:对吗|对吧|对不对|对么|是吗|是吧|没错吧|可以吗|行吗|好吗|是不是|是真的吗|真的吗|谢谢|多谢|麻烦了|拜托"
    r"|(?:is (?:it|that|this) )?(?:right|correct|true|so)|yes|ok|please|thanks|thank you|thx|(?:can|could) you confirm"
    r"|(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would)(?: not)? (?:it|they|there|that|i|we|he|she))$"
)


GOES_ON = re.compile(r"(?:and|plus|also)\b|另外(?![的那这几一两二三四五六七八九十])|还有|顺便|此外")
_TELLS = re.compile(r"(?:we|i|our|my|as an?)\b|我|本(?:公司|单位|校|院)")  # of oneself, and asks nothing
_VERB = re.compile(r"\b(?:is|are|was|were|has|have|do|does|did|will|can|i|we|it|they|you)\b|[是有能会要让给]")
_OURS = re.compile(r"我们|咱们?|本(?:公司|单位|校|院)|\b(?:we|our|us|my)\b")
_LIST = 60  # characters of a message that may be a mere list of topics


def clauses(text: str) -> list[str]:
    """The clauses of a message; a courtesy or "right?" belongs to its neighbour."""
    found: list[str] = []
    for piece in _pieces(text):
        piece = piece.strip()
        said = bare(piece)
        if not said:
            continue
        if found and (_TAG.match(said) or _is_scrap(said) or _waits(found[-1], said)):
            found[-1] += piece if CJK.search(piece) else f" {piece}"
        else:
            found.append(piece)
    return found


def _pieces(text: str) -> Iterator[str]:
    """A text cut where a clause may end; "谁能报、报几个" are two, as each of them asks."""
    for piece in _BREAK.split(text):
        items = piece.split("、")
        yield from items if len(items) > 1 and all(_ASKS_ZH.search(item) for item in items) else [piece]


def _waits(clause: str, said: str) -> bool:
    """Whether a clause is too little without what comes next; "deadline" is enough before "and where to send it?"."""
    asks_on = bool(GOES_ON.match(said)) and asks(said) and not asks(clause)
    return _is_scrap(bare(plain(clause))) and not asks_on


def _is_scrap(said: str) -> bool:
    """Whether a piece is too little to say anything by itself."""
    if CJK.search(said):
        return len(said) < 3 or (len(said) == 3 and not _ASKS_ZH.search(said))
    return len(said.split()) < 2


def tells_of_oneself(text: str) -> bool:
    """Whether a message speaks of what the one who writes does or has."""
    return any(_TELLS.match(clause) or _OURS.search(clause) for clause in clauses(text))


def asks(clause: str) -> bool:
    """Whether a clause asks something, with a question mark or without."""
    if clause.endswith(("?", "？")) or _ASKS_ZH.search(clause) or YES_NO.search(clause):
        return True
    return bool(_ASKS_EN.search(clause) or _ASKS_EN.search(plain(clause))) and not _STORY_EN.match(clause)


def asking_clauses(text: str) -> list[str]:
    """The clauses of a message that ask, where there are others or several; a story before goes with none."""
    found = clauses(text)
    asking = [clause for clause in found if asks(clause)]
    return asking if len(found) > 1 else []


def asking_parts(text: str) -> list[str]:
    """A message cut so that each part asks one thing: what is told before a question goes with it."""
    parts: list[str] = []
    told: list[str] = []
    for clause in clauses(text):
        if told and not parts and GOES_ON.match(clause) and not _TELLS.match(told[0]):
            parts.append(" ".join(told))  # "deadline of the cases, and who …": asked without a verb
            told = []
        told.append(clause)
        if asks(clause):
            parts.append(" ".join(told))
            told = []
    if parts and told and GOES_ON.match(told[0]) and not _TELLS.match(GOES_ON.sub("", told[0]).strip(" ,，")):
        parts.append(" ".join(told))  # "…? and the telephone please": wished for without a question
    elif parts and told:
        parts[-1] = " ".join([parts[-1], *told])
    if len(numbered := _numbered(text)) > 1:
        return numbered
    if len(listed := _listed(text)) > 1:
        return listed
    return parts or (joined_by_and(text) if len(text) <= _LIST else [])


_SHARED = re.compile(
    r"^(?P<head>.*?\b(?:need|require|have|there|provide|get|attach|publish(?:ed)?)"
    r"(?: to (?:have|submit|provide|send|attach))?)"
    r" (?:(?:an?|any|the) )?(?P<one>[^,.;?]{3,40}?) (?:or|and) (?:(?:an?|any|the) )?(?P<other>[^,.;?]{3,40})\W*$"
    r"|^(?P<zh>.*?(?:需不需要|要不要|有没有|是否有|是否需要|需要|有无))(?P<eins>[^,，。;；?？]{2,12}?)(?:和|或者?|以及|、|还是)"
    r"(?P<zwei>[^,，。;；?？]{2,12}?)(?P<end>[吗么呢]?\W*)$"
    r"|^(?P<first>[^,，。;；?？]{3,16}?)(?:和|以及|与|、)(?P<second>[^,，。;；?？]{3,14}?)(?:分别|各自?)"
    r"(?P<what>(?:都)?(?:是什么|是多少|是啥|有哪些|怎么[^,，。;；?？]{0,4}|是怎样的|如何)\W*)$"
)


def shared_parts(text: str) -> list[str]:
    """One question for each of two things a message asks the same of: "do we need patents or a letter?"."""
    match = _SHARED.match(text)
    if match is None:
        return []
    if match["what"]:
        return [f"{match[thing]}{match['what']}" for thing in ("first", "second")]
    if match["zh"]:
        return [f"{match['zh']}{match[thing]}{match['end']}" for thing in ("eins", "zwei")]
    return [f"{match['head']} {match[thing]}?" for thing in ("one", "other")]


_NUMBER = re.compile(r"(?:^|[\s:：,，;；。?？])[(（]?([1-6①-⑥])(?:[.、)）:：,，]|\s)\s*(?=[^\d\s])")


_NUMBER_SAID = re.compile(r"(?:^|[\s:：,，;；。?？])(?:其|第)?([一二三四五六])(?:是|来是?|[、,，:：.])\s*(?=[^\d\s])")


def _digit(sign: str) -> int:
    return "一二三四五六".find(sign) + 1 or unicodedata.digit(sign)


def _numbered(text: str) -> list[str]:
    """The points of a message that numbers them from 1: "1 deadline 2 where to submit"."""
    points = list(_NUMBER.finditer(text))
    if not points:
        points = list(_NUMBER_SAID.finditer(text))
    if [_digit(point[1]) for point in points] != list(range(1, len(points) + 1)) or len(points) < 2:
        return []
    ends = [*(point.start() for point in points[1:]), len(text)]
    return [text[point.end() : end].strip(" ,，;；") for point, end in zip(points, ends, strict=True)]


_COUNTED = re.compile(
    r"[,，]?\s*(?:(?:two|three|four|all) (?:answers|questions|things)(?: please| pls)?|pls|please)(?=\W*$|,)"
)
_LED = re.compile(r"^[^:：,，]{0,30}[:：]\s*|^(?:and |so )?(?:what|when) (?:is|are) ")
_ITEM = re.compile(r"[,，、]\s*(?:and |plus |和|以及|还有)?|\s(?:and|plus|&)\s")
_LONGEST_ITEM = 6  # words of a thing listed, or pairs of characters


def _listed(text: str) -> list[str]:
    """The things a message lists and asks nothing more of: "earliest year, number of countries, and due date?"."""
    body = _LED.sub("", re.split(r"[?？]", text, maxsplit=1)[0])
    items = [item.strip() for item in _ITEM.split(_COUNTED.sub("", body)) if item.strip()]
    short = all(len(CJK.findall(item)) <= 2 * _LONGEST_ITEM and len(item.split()) <= _LONGEST_ITEM for item in items)
    things = not any(asks(item) or _TELLS.match(item) or _VERB.search(item) for item in items)
    return items if len(items) > 1 and short and things else []


_AS_OF_NOW = re.compile(r"\b(?:now|nowadays|currently|this year)\b|现在|目前|如今|今年|眼下")
_COMPARES = re.compile(r"\b(?:same|differ\w*|chang\w+|than|also|too|still)\b|一样|相同|不同|变|差|也|比|还是")
_FORMERLY = re.compile(
    r"\b(?:last year|the year before|back then|previously|formerly)\b|去年|前年|以前|往年|上一?届|原来|原先"
)


def of_before(folded: str) -> list[tuple[int, int]]:
    """The spans that tell how it was, where a message asks how it is now: "who is it now? Last year it was X"."""
    found = clauses(folded)
    if not any(asks(clause) and _AS_OF_NOW.search(clause) for clause in found) or _COMPARES.search(folded):
        return []
    before = [clause for clause in found if _FORMERLY.search(clause) and not asks(clause)]
    return [(start, start + len(clause)) for clause in before if (start := folded.find(clause)) >= 0]
