"""The typed facts of a knowledge pack: frozen, dated, each with the place it is taken from.

Nothing here knows a programme by name: another organiser can fill the same shapes.
A citation is written `source-id` or `source-id#section`; both must exist in `sources/`.
"""

import datetime as dt
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints

from knowledge.language import Frozen, Text

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:[-_.][a-z0-9]+)*$", max_length=60)]
Citation = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9.-]*(#[a-z0-9][a-z0-9.-]*)?$")]
Citations = Annotated[tuple[Citation, ...], Field(min_length=1)]
Mailbox = Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]


def _is_web_address(address: str) -> str:
    if not address.startswith(("http://", "https://")):
        raise ValueError(f"'{address}' is no web address; write http://… or https://…")
    return address


WebAddress = Annotated[str, AfterValidator(_is_web_address)]


class Aliases(Frozen):
    """Other names people use, by language; pinyin goes with English."""

    zh: tuple[str, ...] = ()
    en: tuple[str, ...] = ()


class Statement(Frozen):
    """One thing that can be said as it stands, with where it is taken from."""

    text: Text
    cite: Citations


# ── where facts come from ────────────────────────────────────────────────────────────────


class Source(Frozen):
    """A document that is cited. `address` is given only where it is fit to show."""

    id: Id
    kind: Literal["notice", "letter", "relay", "brochure", "official", "press"]
    title: Text
    issuer: Text
    number: Text | None = None
    date: dt.date | None = None
    address: WebAddress | None = None
    sections: dict[Id, Text] = {}


class Scheme(Frozen):
    """Whose programmes these are, and the zone in which their days are counted."""

    organiser: Text
    zone: str
    city: Text
    programmes: tuple[Id, ...]
    mailbox: Mailbox
    website: WebAddress
    website_zh: WebAddress | None = None
    cite: Citations


# ── programmes ───────────────────────────────────────────────────────────────────────────


class Criterion(Frozen):
    """One condition an entry in a category has to meet."""

    id: Id
    name: Text
    text: Text
    cite: Citations


class Category(Frozen):
    """An achievement type of the award, or a field of the practice cases."""

    id: Id
    name: Text
    aliases: Aliases = Aliases()
    definition: Statement | None = None
    hint: Statement | None = None
    criteria: tuple[Criterion, ...] = ()


LimitKind = Literal["started_after", "countries_at_least", "published_years_at_least", "contributors_at_most"]


class Limit(Frozen):
    """A condition with a number in it, so that a case in point can be judged.

    `started_after`: entries begun in that year or later pass for certain only above it;
    `countries_at_least`, `published_years_at_least`, `contributors_at_most`: what they say.
    """

    kind: LimitKind
    value: int
    category: Id | None = None
    text: Text
    cite: Citations


class Link(Frozen):
    """An address to go to, and what is found there."""

    label: Text
    address: WebAddress
    cite: Citations


class Applicant(Frozen):
    """A kind of body that may apply, and the words people use for it."""

    name: Text
    aliases: Aliases = Aliases()

    def words(self) -> tuple[str, ...]:
        return (self.name.zh, self.name.en.lower(), *self.aliases.zh, *(a.lower() for a in self.aliases.en))


class Programme(Frozen):
    """A yearly call (`call`) or a programme beside the calls people confuse with them (`neighbour`)."""

    id: Id
    kind: Literal["call", "neighbour"]
    name: Text
    full_name: Text
    aliases: Aliases = Aliases()
    about: tuple[Statement, ...] = ()
    category_word: Text | None = None
    categories: tuple[Category, ...] = ()
    applicants: tuple[Applicant, ...] = ()
    applicants_cite: tuple[Citation, ...] = ()
    limits: tuple[Limit, ...] = ()
    platform: tuple[Link, ...] = ()
    mailbox: Mailbox | None = None
    entry_word: Text | None = None
    honour_word: Text | None = None


# ── editions ─────────────────────────────────────────────────────────────────────────────


class Phase(Frozen):
    """One stage of an edition. `starts`/`ends` are months as the notice gives them, for placing `now`."""

    id: Literal["submission", "review", "preparation", "release"]
    name: Text
    when: Text
    what: Text
    starts: dt.date | None = None
    ends: dt.date | None = None
    cite: Citations


class Contact(Frozen):
    """A person named in a document as the one to ask."""

    person: Id
    phone: str | None = None
    mailbox: Mailbox | None = None
    cite: Citations


class Notice(Frozen):
    """A document by which an edition was made known or passed on."""

    source: Id
    title: Text | None = None  # where the document is a part of the source, such as an annex
    issuer: Text
    addressees: Text
    date: dt.date | None = None
    number: str | None = None
    passes_on: bool = False
    note: Text | None = None
    cite: Citations


class Counts(Frozen):
    """How many: planned in the notice, entered, honoured. Absent means not published."""

    planned_honours: Text | None = None
    planned_collected: Text | None = None
    submissions: Text | None = None
    honours: int | None = None
    cite: tuple[Citation, ...] = ()


class Edition(Frozen):
    """One year of a programme. Day counts run from `last_day`; open or closed is decided by `closes_at`."""

    id: Id
    programme: Id
    year: int
    opened: dt.date | None = None
    last_day: dt.date | None = None
    closes_at: AwareDatetime | None = None
    spoken: Text | None = None
    deadline_cite: tuple[Citation, ...] = ()
    opened_cite: tuple[Citation, ...] = ()
    phases: tuple[Phase, ...] = ()
    contacts: tuple[Contact, ...] = ()
    mailbox: Mailbox | None = None
    notices: tuple[Notice, ...] = ()
    counts: Counts = Counts()
    changes: tuple[Statement, ...] = ()
    facts: tuple[Statement, ...] = ()


# ── honours ──────────────────────────────────────────────────────────────────────────────


class Organisation(Frozen):
    """A company, university, institute or authority that occurs in the lists, and what people call it."""

    id: Id
    name: Text
    aliases: Aliases = Aliases()
    country: Text | None = None


class Party(Frozen):
    """How an organisation is named in one entry (perhaps a team or a subsidiary of it)."""

    org: Id
    name: Text


class Honour(Frozen):
    """One honoured entry of a list."""

    number: int
    category: Id | None = None
    title: Text
    applicants: Annotated[tuple[Party, ...], Field(min_length=1)]
    joint: tuple[Party, ...] = ()
    keywords: tuple[str, ...] = ()


class HonourList(Frozen):
    """A published list: winners, outstanding cases, or the organisations thanked for collecting many good entries."""

    id: Id
    programme: Id
    year: int
    kind: Literal["winners", "organisations"]
    name: Text
    complete: bool
    count: int | None = None
    order: Text | None = None
    note: Statement | None = None
    entries: tuple[Honour, ...] = ()
    bodies: tuple[Party, ...] = ()
    cite: Citations

    def key(self, entry: Honour) -> str:
        """By what one of its entries is known: `list/category/number`."""
        return f"{self.id}/{entry.category or ''}/{entry.number}"


# ── the organiser and what is around it ──────────────────────────────────────────────────


class Subject(Frozen):
    """Anything else people ask about by name; `facts` are said in order, the first answers 'what is it'."""

    id: Id
    name: Text
    aliases: Aliases = Aliases()
    facts: Annotated[tuple[Statement, ...], Field(min_length=1)]


class Summit(Subject):
    """One yearly summit."""

    kind: Literal["summit"]
    year: int
    number: int | None = None
    starts: dt.date
    ends: dt.date
    place: Text
    theme: Text | None = None
    cite: Citations


class Event(Subject):
    """A forum, dialogue or other occasion beside the summit."""

    kind: Literal["event"]
    year: int | None = None
    starts: dt.date | None = None
    ends: dt.date | None = None
    place: Text | None = None
    theme: Text | None = None
    cite: Citations


class Publication(Subject):
    """A report, initiative or collection."""

    kind: Literal["publication"]
    series: Text | None = None
    year: int | None = None
    cite: Citations


class Body(Subject):
    """An organ, committee, working group or standing programme of the organiser."""

    kind: Literal["body"]
    founded: int | None = None
    cite: Citations


class Person(Subject):
    """A person named in the documents: a contact, a juror, a member quoted."""

    kind: Literal["person"]
    role: Text
    cite: Citations


class Term(Subject):
    """A word of the scheme with its official translation, where there is one."""

    kind: Literal["term"]
    official: bool
    cite: Citations


AnySubject = Annotated[Summit | Event | Publication | Body | Person | Term, Field(discriminator="kind")]


# ── what can be asked ────────────────────────────────────────────────────────────────────


class Paraphrases(Frozen):
    """How people ask for a topic. Write names as people write them: they are recognised and masked."""

    zh: tuple[str, ...] = ()
    en: tuple[str, ...] = ()


class Stated(Frozen):
    """The values a text gives, so that a question that puts another forward is told no."""

    places: tuple[Id, ...] = ()
    years: tuple[int, ...] = ()
    since: int | None = None  # the year in which what is told about began
    people: tuple[int, ...] = ()


Rule = bool | Literal["depends"]


class Ruling(Frozen):
    """Whether a text allows what it is about (`may`), asks for it (`must`), or allows going without (`lacking`)."""

    may: Rule | None = None
    must: Rule | None = None
    lacking: Rule | None = None


class Told(Frozen):
    """What a topic says, perhaps only for one programme, category or year.

    `text` may hold the placeholders { $mailbox }, { $platform }, { $year } and { $programme }, those of the
    programme told about.
    Only `talk` and `outside` topics, which state no fact, may go without `cite`.
    """

    programme: Id | None = None
    category: Id | None = None
    year: int | None = None
    text: Text
    states: Stated | None = None
    rules: Ruling | None = None
    cite: tuple[Citation, ...] = ()


Slot = Literal[
    "programme", "neighbour", "category", "categories", "organisation", "person", "subject", "term", "honour",
    "place", "listed-place", "year", "years", "early-year", "date", "time", "count", "number", "mailbox",
]  # fmt: skip


# What a topic is for a rule that picks it where no words tell it: one topic each.
Role = Literal[
    "close", "open", "categories", "contact", "contact-of-person", "list", "count", "search", "entry",
    "advice", "lookup", "again",
]  # fmt: skip
Aspect = Literal["who", "how-many", "when", "where", "may"]  # what is asked of a thing; `may`: if it is allowed
Kind = Aspect | Literal["differences", "standing", "clock", "contacts", "honours"]  # of what a topic tells


class Topic(Frozen):
    """Something that can be asked: how people ask it, and what is told or which answer is computed."""

    id: Id
    label: Text
    kind: Literal["told", "computed", "unpublished", "talk", "outside"] = "told"
    compose: str | None = None
    needs: tuple[Slot, ...] = ()  # names without which the question cannot be meant …
    otherwise: Id | None = None  # … and the topic that is meant instead
    welcomes: tuple[Slot, ...] = ()  # names that speak for this topic without being needed
    alone: bool = False  # takes nothing over from the last turn
    implied: bool = False  # asked without a name, is meant only where nothing was told of which the same can be asked
    yields: bool = False  # gives way to a question in the same message: greetings, oaths
    sensitive: bool = False  # answers messages that hold an identity or card number
    judges: LimitKind | None = None  # the limit that what a question says of its case is held against
    role: Role | None = None  # what rules know it by
    tells: tuple[Kind, ...] = ()  # what sort of thing it tells
    first_asked: bool = False  # offered where a call is named and nothing else
    in_past: Id | None = None  # the topic that is meant when only past years are named
    contact: Literal["calls", "organiser"] = "calls"  # who is named where nothing is published
    paraphrases: Paraphrases
    told: tuple[Told, ...] = ()
    next: tuple[Id, ...] = ()


class MoreParaphrases(Frozen):
    """Further ways people ask for a topic, kept apart so that the topics stay readable."""

    topic: Id
    zh: tuple[str, ...] = ()
    en: tuple[str, ...] = ()


class Concept(Frozen):
    """Words and short phrases of both languages that stand for one idea in what people ask."""

    id: Id
    zh: tuple[str, ...]
    en: tuple[str, ...]


class Place(Frozen):
    """A city, country or zone name people give when they ask for a time."""

    id: Id
    zone: str
    name: Text
    aliases: Aliases = Aliases()
