"""Paraphrases recognised at once, and what the ranker learns from a pack."""

from collections import defaultdict

from knowledge.concepts import Phrases
from knowledge.language import Frozen
from knowledge.lexicon import MASK, Lexicon
from knowledge.pack import Pack
from knowledge.phrasing import NAMES, asked, bare, plain
from knowledge.ranker import OUTSIDE
from knowledge.strange import usual_words
from knowledge.text import prepared
from knowledge.vocabulary import Vocabulary


class Known(Frozen):
    """Paraphrases recognised at once: as written, and with names masked where the rest is one topic's alone.

    `phrases` are the words of the concepts; `vocabulary` what is written in all these and in what is off topic, for
    `spelling`; `usual` the stems of our own Latin words, for `strange`.
    """

    written: dict[str, str]
    masked: dict[str, str]
    phrases: Phrases
    vocabulary: Vocabulary
    usual: str


def study(pack: Pack, lexicon: Lexicon) -> tuple[Known, list[tuple[str, str]]]:
    """What is learnt from a pack: the paraphrases known at once, and the ranker's examples.

    An example is (what of a paraphrase tells its topic, topic); the off-topic list is marked as such.
    What is known at once is written as it should be: no name is read in it that does not stand there.
    The ranker learns from what is read in a message, slips and all.
    """
    written: dict[str, str] = {}
    masked: dict[str, set[str]] = defaultdict(set)
    examples: dict[tuple[str, str], None] = {}
    ours, others = [], []
    for topic, paraphrase in pack.paraphrases():
        reading = lexicon.read(paraphrase)
        ours.append(reading.folded)
        if topic.role != "again":  # "really?" may be said of anything: known as written, and likely nowhere
            examples[asked(reading.marked), topic.id] = None
        if not all(mention.exact for mention in reading.mentions):
            reading = lexicon.read(paraphrase, inexact=False)
        written.setdefault(bare(plain(reading.folded)), topic.id)
        masked[bare(plain(reading.masked))].add(topic.id)
    for text in (*pack.outside.zh, *pack.outside.en):
        reading = lexicon.read(text)
        others.append(reading.folded)
        examples[asked(reading.marked), OUTSIDE] = None
    alone = {key: owner for key, owners in masked.items() if (owner := _owner(pack, key, owners))}
    known = Known(
        written=written,
        masked=alone,
        phrases=Phrases.of(pack.concepts),
        vocabulary=Vocabulary.of([*ours, *others], pack.concepts),
        usual=usual_words([*ours, *(prepared(phrase) for concept in pack.concepts for phrase in concept.en)]),
    )
    return known, list(examples)


def _owner(pack: Pack, masked: str, topics: set[str]) -> str | None:
    """Whose a masked paraphrase is: one topic's alone, and where a name was masked, one's that needs the name.

    Where nothing but names stands it must be needed as well: "next year?" says nothing of "2024".
    """
    needing = {id_ for id_ in topics if pack.topic[id_].needs}
    if MASK["subject"] in masked or needing or not NAMES.sub("", masked).strip():
        topics = needing
    return next(iter(topics)) if len(topics) == 1 else None
