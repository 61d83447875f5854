"""The names of a pack, in the forms people write them."""

import re
from collections import defaultdict
from collections.abc import Iterator

from knowledge.facts import Aliases, Event
from knowledge.language import Text
from knowledge.mentions import Sort
from knowledge.pack import Pack
from knowledge.text import CJK, fold, prepared

_HEAD = re.compile(
    r"(?i)^(?:the )?(.{2,40}) (committee|working group|forum|dialogue|academy|programme|report|workshop)$"
)


def names_of(pack: Pack) -> Iterator[tuple[str, Sort, str]]:
    """Every (folded name, sort, id). Earlier sorts win where a name is shared across sorts."""
    for programme in pack.programmes:
        sort: Sort = "programme" if programme.kind == "call" else "neighbour"
        yield from _forms(programme.id, sort, programme.aliases, programme.name, programme.full_name)
        for category in programme.categories:
            yield from _forms(f"{programme.id}/{category.id}", "category", category.aliases, category.name)
    for subject in pack.subjects:
        if isinstance(subject, Event):
            yield from ((prepared(name), "subject", subject.id) for name in _at_its_place(subject))
        sort = "person" if subject.kind == "person" else "term" if subject.kind == "term" else "subject"
        yield from _forms(subject.id, sort, subject.aliases, subject.name)
    for organisation in pack.organisations:
        yield from _forms(organisation.id, "organisation", organisation.aliases, organisation.name)
    yield from _honours(pack)
    yield from _pieces(pack)
    for name in (*pack.outside.names.zh, *pack.outside.names.en):
        yield prepared(name), "foreign", name
    for place in pack.places:
        yield from _forms(place.id, "place", place.aliases, place.name)


def _honours(pack: Pack) -> Iterator[tuple[str, Sort, str]]:
    for honours, entry in pack.all_honours():
        key = honours.key(entry)
        yield from _forms(key, "honour", Aliases(), entry.title)
        for part in _title_parts(entry.title):
            yield fold(part), "honour", key


_PIECE = 8  # characters of a title that are enough to know it by, where no other title has them


def _pieces(pack: Pack) -> Iterator[tuple[str, Sort, str]]:
    """Pieces of Chinese titles: people name an entry by its beginning, or leave its end out."""
    owners: dict[str, set[str]] = defaultdict(set)
    for honours, entry in pack.all_honours():
        key = honours.key(entry)
        for run in re.findall(r"[\u3400-\u9fff]+", fold(entry.title.zh)):
            for start in range(len(run) - _PIECE + 1):
                owners[run[start : start + _PIECE]].add(key)
    for piece, keys in owners.items():
        if len(keys) == 1:
            yield piece, "honour", next(iter(keys))


def _title_parts(title: Text) -> Iterator[str]:
    """The part of a long title before its colon or dash, which is how people name it."""
    for text in (title.zh, title.en):
        head = re.split(r"[:：——]|: | – | - ", text, maxsplit=1)[0].strip('“”" ')
        if head != text and (len(head) >= 6 or (CJK.search(head) and len(head) >= 4)):
            yield head


def _forms(id_: str, sort: Sort, aliases: Aliases, *names: Text) -> Iterator[tuple[str, Sort, str]]:
    forms = [form for name in names for form in (name.zh, name.en)]
    if sort == "subject":
        forms += [inverted for form in (*forms, *aliases.en) if (inverted := _inverted(form))]
    for form in dict.fromkeys([*forms, *aliases.zh, *aliases.en]):
        alias = prepared(form).strip("“”\"'《》 ")
        if alias:
            yield alias, sort, id_


_OCCASION = re.compile(r"(?i)\b(forum|conference|dialogue|workshop)\b")


def _at_its_place(event: Event) -> Iterator[str]:
    """An occasion by what it is and its city: "forum in Barcelona"."""
    if event.place is None or "," not in event.place.en:
        return
    city = event.place.en.split(",")[0].strip()
    if found := _OCCASION.search(event.name.en):
        yield f"{found.group()} in {city}"
        yield f"{city} {found.group()}"


def _inverted(name: str) -> str | None:
    """ "data working group" is as often called "working group on data"."""
    match = _HEAD.match(name)
    return f"{match.group(2)} on {match.group(1)}" if match else None
