"""What a chat still holds of a pack that is no longer in use."""

from dataclasses import replace

from handlers.choices import parse
from handlers.state import State
from knowledge.library import Library
from knowledge.pack import Pack
from knowledge.question import Slots


def is_open(library: Library, key: str) -> bool:
    """Whether a choice's key, which may come from outside, is a command or names only things of this pack."""
    if key.startswith("/"):
        return True
    parsed = parse(key)
    return parsed is not None and parsed[0] in library.pack.topic and _all_known(library.pack, parsed[1])


def without_the_unknown(library: Library, state: State) -> State:
    """The state, of its last question only the language where that speaks of things this pack has not.

    Half a question carried on would be another question.
    """
    last = state.last
    if last is None:
        return state
    topic_known = last.topic is None or last.topic in library.pack.topic
    told = Slots(honours=last.honours, people=last.people)
    topics_known = {*last.candidates, *last.topics} <= set(library.pack.topic)
    if topic_known and topics_known and all(_all_known(library.pack, s) for s in (Slots.from_dict(last.slots), told)):
        return state
    forgotten = replace(last, topic=None, slots={}, honours=(), people=(), candidates=(), topics=())
    return replace(state, last=forgotten)


def _all_known(pack: Pack, slots: Slots) -> bool:
    return (
        set(slots.programmes) <= set(pack.programme)
        and set(slots.categories) <= {f"{p.id}/{c.id}" for p in pack.programmes for c in p.categories}
        and set(slots.organisations) <= set(pack.organisation)
        and {*slots.subjects, *slots.people} <= set(pack.subject)
        and set(slots.places) <= set(pack.place)
        and (not slots.honours or set(slots.honours) <= _honours(pack))
    )


def _honours(pack: Pack) -> set[str]:
    return {f"{honours.id}/{entry.category or ''}/{entry.number}" for honours, entry in pack.all_honours()}
