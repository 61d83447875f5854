"""An explanation as an editor reads it."""

from collections.abc import Iterable, Iterator

from knowledge.explain import Explanation
from knowledge.explain.likelihood import Likely, Near
from knowledge.explain.origin import Origin
from knowledge.explain.verdict import Verdict

_TIERS = {"answer": "ANSWER it", "ask": "ASK which topic is meant", "decline": "DECLINE it"}
_SHOWN = 3  # topics told in full


def as_text(explanation: Explanation) -> str:
    """All of an explanation, in the order in which it came about."""
    return "\n".join(_told(explanation))


def _told(why: Explanation) -> Iterator[str]:
    yield f"MESSAGE   {why.text}"
    yield f"  read as    {why.folded}"
    yield f"  answered   in {why.language} ({why.language_from}), as of {why.now}"
    yield from _names(why)
    if why.in_parts:
        yield f"PARTS     it asks {len(why.parts)} things, and each is answered:"
        for part in why.parts:
            yield ""
            yield from (f"  {line}" for line in _told(part))
        return
    if why.parts:
        yield f"PARTS     it asks {len(why.parts)} things, but not each has an answer: it is taken as one"
    if why.topics and why.compared:
        yield from _topics(why)
    yield from _verdict(why.verdict)
    yield from _origin(why.origin)
    yield from _block("TO CHANGE", why.verdict.advice)


def _names(why: Explanation) -> Iterator[str]:
    yield from _block(
        "NAMES",
        (
            f"{name.sort}: {f'“{name.words}”' if name.words else '(not said)'} → {name.means} ({name.how})"
            for name in why.named
        ),
        none="nothing it names is known",
    )


def _topics(why: Explanation) -> Iterator[str]:
    yield f"TOPICS    compared with every paraphrase: {why.compared}"
    for place, likely in enumerate(why.topics, 1):
        yield f"  {place}. {likely.score:.2f}  {likely.id} ({likely.title})"
        if likely.adjusted_for:
            alone = "" if likely.words_alone is None else f"its words alone {likely.words_alone:.2f}; "
            yield f"       {alone}{likely.adjusted_for}"
        if place <= _SHOWN and likely.pieces:
            yield f"       made by {_pieces(likely)}"
        if place == 1 and likely.nearest:
            yield f"       nearest paraphrase: {_near(likely.nearest)}"
    near = f"; nearest example: {_near(why.nearest_off_topic)}" if why.nearest_off_topic else ""
    yield f"     {why.off_topic:.2f}  being off topic{near}"


def _pieces(likely: Likely) -> str:
    return ", ".join(f"{piece.view} {piece.piece} {piece.share:+.2f}" for piece in likely.pieces)


def _near(near: Near) -> str:
    return f"“{near.text}” ({near.place}), {near.likeness} % the same wording"


def _verdict(verdict: Verdict) -> Iterator[str]:
    yield f"DECISION  {_TIERS[verdict.tier]}" + (f": {verdict.topic}" if verdict.tier == "answer" else "")
    if verdict.overruled_by:
        yield f"  the rule '{verdict.overruled_by}' came before the ranker"
    else:
        yield (
            f"  right with a probability of {verdict.probability:.3f};"
            f" it answers from {verdict.answer_from:.3f} and asks from {verdict.ask_from:.3f}"
        )
    yield from (f"  {reason}" for reason in verdict.because)


def _origin(origin: Origin) -> Iterator[str]:
    kind = f"{origin.kind}: {origin.computed_by}" if origin.computed_by else origin.kind
    of = f": {origin.topic} ({kind})" if origin.topic and not origin.offers else ""
    yield f"REPLY     {origin.outcome}{of}"
    yield from (f"  | {line}" for line in origin.text.splitlines())
    if origin.offers:
        yield "  offers     " + ", ".join(origin.offers)
    if origin.facts:
        yield "  facts      " + "; ".join(f"{fact.id} ({fact.place})" for fact in origin.facts)
    if origin.sources:
        yield "  sources    " + ", ".join(origin.sources)


def _block(head: str, lines: Iterable[str], none: str = "") -> Iterator[str]:
    """A heading, and the lines below it beginning beside it; nothing where there is no line and nothing to say so."""
    for i, line in enumerate([*lines] or [none] * bool(none)):
        yield f"{head if i == 0 else '':<10}{line}"
