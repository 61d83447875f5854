"""Whom to ask: mailboxes, telephones and the people named in the notices, also those no longer in charge."""

from knowledge.answer.asking import Asking, composer, once
from knowledge.answer.finding import Finding, Found
from knowledge.answer.said import denies
from knowledge.answer.wording import listed
from knowledge.facts import Contact, Edition, Programme


@composer("contact")
def contact(asking: Asking) -> Finding:
    """Mailbox first (people change, mailboxes stay), then the person and telephone of the edition asked about."""
    if asking.question.slots.mailboxes:
        return _whose_mailbox(asking)
    lines: list[str] = []
    cites: list[str] = []
    for programme in asking.calls:
        for year in asking.years or (None,):
            edition = _edition_with_contact(asking, programme, year)
            if edition is None:
                box = programme.mailbox or ""
                lines.append(asking.say("contact.mailbox-only", programme=asking.name(programme), mailbox=box))
                cites += programme.about[0].cite if programme.about else ()
                continue
            lines.append(_contact_line(asking, programme, edition))
            cites += [c for found in edition.contacts for c in found.cite]
    if any(year not in {e.year for e in asking.pack.editions} for year in asking.years):
        lines.append(asking.say("contact.year-unknown", year=str(asking.years[0])))
    return Found("contact", "\n".join(once(lines)), once(cites), asking.next("how-to-apply", "deadline", "relay-chain"))


def _edition_with_contact(asking: Asking, programme: Programme, year: int | None = None) -> Edition | None:
    edition = asking.edition(programme, year)
    if edition and edition.contacts:
        return edition
    if asking.years and edition:
        return None
    current = asking.pack.current_edition(programme.id, asking.today)
    return current if current and current.contacts else None


def _contact_line(asking: Asking, programme: Programme, edition: Edition) -> str:
    people = [
        asking.say(
            "contact.person",
            name=person_name(asking, found.person),
            phone=found.phone or "",
            own=found.mailbox or "none",
        )
        for found in edition.contacts
        if not _relays(asking, edition, found)
    ]
    current = asking.pack.current_edition(programme.id, asking.today)
    tense = "now" if current and current.id == edition.id else "then"
    mailbox = edition.mailbox or programme.mailbox or ""
    return asking.say(
        f"contact.{tense}",
        programme=asking.name(programme),
        year=str(edition.year),
        mailbox=mailbox,
        people=listed(people, asking.language),
    )


def _relays(asking: Asking, edition: Edition, found: Contact) -> bool:
    """Whether a contact is a relaying body's officer, who answers for that body only."""
    sources = {c.split("#")[0] for c in found.cite}
    return any(notice.passes_on and notice.source in sources for notice in edition.notices)


def person_name(asking: Asking, person: str) -> str:
    subject = asking.pack.subject.get(person)
    return asking.text(subject.name) if subject else person


def _whose_mailbox(asking: Asking) -> Found:
    """What a mailbox is for, and whether it is the right one for the programme asked about."""
    sentences: list[str] = []
    cites: list[str] = []
    asked = asking.question.own_programmes
    for box in asking.question.slots.mailboxes:
        owners = [p for p in asking.pack.calls() if p.mailbox and p.mailbox.lower() == box]
        holders = [(e, c) for e in asking.pack.editions for c in e.contacts if c.mailbox and c.mailbox.lower() == box]
        if owners:
            right = not asked or owners[0].id in asked
            proper = [asking.pack.programme[p] for p in asked if p in asking.pack.programme] or owners
            sentences.append(
                asking.say(
                    "mailbox.is-for" if right else "mailbox.not-for",
                    mailbox=owners[0].mailbox,
                    programme=asking.name(owners[0]),
                    asked=asking.name(proper[0]),
                    proper=proper[0].mailbox or "",
                )
            )
            cites += [c for e in asking.pack.editions_of(owners[0].id)[-1:] for x in e.contacts for c in x.cite]
        elif holders:
            edition, holder = holders[-1]
            programme = asking.pack.programme[edition.programme]
            sentences.append(
                asking.say(
                    "mailbox.of-person",
                    mailbox=holder.mailbox,
                    name=person_name(asking, holder.person),
                    programme=asking.name(programme),
                    year=str(edition.year),
                    proper=programme.mailbox or "",
                )
            )
            cites += holder.cite
        elif box == asking.pack.scheme.mailbox.lower():
            sentences.append(
                asking.say("mailbox.organiser", mailbox=asking.pack.scheme.mailbox, mailboxes=asking.mailboxes())
            )
            cites += asking.pack.scheme.cite
        else:
            sentences.append(asking.say("mailbox.unknown", mailbox=box, mailboxes=asking.mailboxes()))
            cites += [
                c for p in asking.calls for e in asking.pack.editions_of(p.id)[-1:] for x in e.contacts for c in x.cite
            ]
    return Found("contact", asking.joined(sentences), once(cites), asking.next("how-to-apply", "deadline"))


@composer("person-contact")
def person_contact(asking: Asking) -> Finding:
    """Whether a person is (still) the one to ask, since when, and who is now."""
    sentences: list[str] = []
    cites: list[str] = []
    for person in asking.question.slots.people:
        held = [(e, c) for e in asking.pack.editions for c in e.contacts if c.person == person]
        if not held:
            subject = asking.pack.subject[person]
            sentences += [asking.text(fact.text) for fact in subject.facts]
            sentences.append(
                asking.say("person.no-contact", name=asking.text(subject.name), mailboxes=asking.mailboxes())
            )
            cites += [c for fact in subject.facts for c in fact.cite]
            continue
        text, found = _person_text(asking, person, held)
        sentences.append(text)
        cites += found
    return Found("person-contact", asking.joined(sentences), once(cites), asking.next("contact", "deadline"))


def _person_text(asking: Asking, person: str, held: list[tuple[Edition, Contact]]) -> tuple[str, list[str]]:
    edition, holder = max(held, key=lambda pair: pair[0].year)
    cites = [c for _, each in held for c in each.cite]
    programme = asking.pack.programme[edition.programme]
    values = {
        "name": person_name(asking, person),
        "programme": asking.name(programme),
        "years": listed(sorted({str(e.year) for e, _ in held}), asking.language),
        "phone": holder.phone or "",
        "own": holder.mailbox or "none",
        "mailbox": edition.mailbox or programme.mailbox or "",
    }
    if _relays(asking, edition, holder):
        body = next(n for n in edition.notices if n.passes_on and n.source in {c.split("#")[0] for c in holder.cite})
        programmes = once(asking.pack.programme[e.programme] for e, _ in held)
        boxes = [asking.say("mailbox.of", programme=asking.name(p), mailbox=p.mailbox or "") for p in programmes]
        values["mailbox"] = asking.say("list.separator").join(boxes) if len(boxes) > 1 else values["mailbox"]
        return asking.say("person.relay", body=asking.text(body.issuer), **values), cites
    current = asking.pack.current_edition(programme.id, asking.today)
    asked = [p for p in asking.question.own_programmes if p in asking.pack.scheme.programmes]
    if asked and programme.id not in asked:
        other = asking.pack.programme[asked[0]]
        return asking.say(
            "person.other-programme",
            other=asking.name(other),
            proper=_contact_line(asking, other, _edition_with_contact(asking, other) or edition),
            **values,
        ), cites
    if current is None or current.id == edition.id or any(e.id == current.id for e, _ in held):
        return asking.say(
            "person.current", check="yes" if asking.question.yes_no and not denies(asking.question) else "no", **values
        ), cites
    if current.year < edition.year:
        return asking.say("person.later", **values), cites
    cites += [c for x in current.contacts for c in x.cite]
    return asking.say(
        "person.past", now=_contact_line(asking, programme, current), year=str(current.year), **values
    ), cites
