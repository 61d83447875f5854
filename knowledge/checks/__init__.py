"""The checks of a pack that span files: every fault with file, line, offending value and what would be right."""

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

from knowledge.checks.advice import advice_known, cues_readable
from knowledge.checks.broadcasts import broadcasts_tell
from knowledge.checks.editions import editions_in_order
from knowledge.checks.flows import flows_sound
from knowledge.checks.ids import duplicate_ids, sources_cited
from knowledge.checks.likeness import alike
from knowledge.checks.references import references
from knowledge.checks.topics import roles_played_once, topics_answer, topics_reached, wording_readable
from knowledge.checks.upkeep import few_paraphrases, no_successor, shared_names, soon_past
from knowledge.checks.zones import zones_known
from knowledge.errors import ContentError, Fault
from knowledge.lexicon import Lexicon
from knowledge.pack import Draft, Pack, read_draft

_CHECKS: tuple[Callable[[Draft], Iterator[Fault]], ...] = (
    duplicate_ids,
    sources_cited,
    references,
    editions_in_order,
    topics_reached,
    topics_answer,
    roles_played_once,
    wording_readable,
    zones_known,
    broadcasts_tell,
    flows_sound,
    cues_readable,
    advice_known,
)


def require_sound(folder: Path) -> Pack:
    """The pack of a folder; raises ContentError with every fault where it has any."""
    draft = read_draft(folder)
    if found := faults(draft):
        raise ContentError(found)
    return draft.pack()


def check(folder: Path) -> list[Fault]:
    """Every fault of a folder, in the order of files and lines."""
    return faults(read_draft(folder))


def faults(draft: Draft) -> list[Fault]:
    """What could not be read, and what shows only when facts are held against each other; in order, each once."""
    return sorted({*draft.faults, *(fault for find in _CHECKS for fault in find(draft))})


def warnings(draft: Draft, now: dt.datetime) -> list[Fault]:
    """What is allowed but costs recognition, or needs an editor before long; of a draft without faults."""
    lexicon = Lexicon(draft.pack())
    return sorted(
        {
            *few_paraphrases(draft),
            *shared_names(draft, lexicon),
            *alike(draft, lexicon),
            *soon_past(draft, now),
            *no_successor(draft, now),
        }
    )
