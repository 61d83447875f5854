"""Whether two things a message names are one and the same, and what each of them is."""

import re
from collections.abc import Iterator

from knowledge.answer.asking import Asking, once
from knowledge.answer.finding import Found
from knowledge.facts import Statement, Topic
from knowledge.lexicon import Mention, Reading

_ONE_THING = re.compile(
    r"(?:一回事|一码事|(?:同|是)一个(?:事|东西|概念|意思|机构|组织|活动|奖项?|项目|会)?(?:\W*$|[吗吧么嘛不]))"
    r"|\b(?:one and the same|the same (?:thing|award|prize|event|body|organi[sz]ation|call|programme|program))\b"
)
_AND = re.compile(r"^ ?(?:和|跟|与|同|以及|及|、|&)(?:所谓的?)? ?$|^ (?:and|or|vs|&) (?:the )?$")
# … or said between the two names
_BETWEEN = re.compile(
    r"^(?:其实|不|也)*(?:就是|等于|等同于)$"
    r"|^ (?:is |really |just |simply |exactly )*"
    r"(?:the same as|another (?:name|word) for|identical (?:to|with)) (?:the )?$"
)
# a name that goes on ("世界互联网大会组委会", "the award jury") is that of something else
_GOES_ON = re.compile(
    r"(?!和|跟|与|及|同|是|不|就|算|有|等|吗|吧|么|到|这|那|都|其|也|改|换|变)[\u3400-\u9fff]"
    r"| (?!(?:and|is|are|was|the|same|or|as|with|vs|really|just|one|basically|actually|another|identical)\b)[a-z]"
)
_PART_OF = re.compile(r"\b(?:of|for|in|at|by|from) (?:the )?$")
_SORTS = ("programme", "neighbour", "subject", "person", "term")


def likened(asking: Asking, topic: Topic) -> Found | None:
    """That two things named are not the same, or are, and what each is; None where no such thing is asked."""
    reading = asking.question.reading
    if reading is None or topic.kind in ("talk", "outside"):
        return None
    spans = list(_named(reading))
    if len(spans) != 2:
        return None
    between = reading.folded[spans[0][0].end : spans[1][0].start]
    if not (_AND.match(between) and _ONE_THING.search(reading.folded)) and not _BETWEEN.match(between):
        return None
    one, other = ({id_ for m in span for id_ in m.ids} for span in spans)
    if one & other and (one != other or any(m.sort == "programme" for m in spans[0])):
        return None  # an award has the names of what it came from; an outstanding case is a case
    facts = [_fact(asking, span) for span in (spans if not one & other else spans[:1])]
    told = [fact for fact in facts if fact is not None]
    if len(told) != len(facts):
        return None
    lead = asking.say("likened.same" if one & other else "likened.other")
    text = "\n".join(asking.text(fact.text) for fact in told)
    return Found(topic.id, asking.joined([lead, text]), once(c for f in told for c in f.cite), asking.next(*topic.next))


def _named(reading: Reading) -> Iterator[list[Mention]]:
    """The mentions at each place where a thing itself is named, and not something of it."""
    spans: dict[tuple[int, int], list[Mention]] = {}
    for mention in reading.mentions:
        of_it = _GOES_ON.match(reading.folded, mention.end) or _PART_OF.search(reading.folded[: mention.start])
        if mention.sort in _SORTS and not of_it:
            spans.setdefault((mention.start, mention.end), []).append(mention)
    yield from spans.values()


def _fact(asking: Asking, span: list[Mention]) -> Statement | None:
    """What is said first of a thing."""
    span = sorted(span, key=lambda mention: _SORTS.index(mention.sort))
    id_ = span[0].ids[0]
    if id_ in asking.pack.programme:
        return next(iter(asking.pack.programme[id_].about), None)
    return next(iter(asking.pack.subject[id_].facts), None)
