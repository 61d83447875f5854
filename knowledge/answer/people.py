"""Whom to ask: mailboxes, telephones and the people named in the notices, also those no longer in charge."""

import re

from knowledge.answer.asking import COMPOSERS, Asking, composer, once
from knowledge.answer.finding import Finding, Found
from knowledge.answer.said import denies
from knowledge.answer.wording import listed
from knowledge.facts import Contact, Edition, Programme
from knowledge.phrasing import asked_after


@composer("contact")
def contact(asking: Asking) -> Finding:
    """Mailbox first (people change, mailboxes stay), then the person and telephone of the edition asked about."""
    if asking.question.slots.mailboxes:
        return _whose_mailbox(asking)
    lines: list[str] = []
    cites: list[str] = []
    reading = asking.question.reading
    if reading and (name := asked_after(asking.question.text, reading.masked)):
        lines.append(asking.say("person.unknown", name=name))
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


_SENDS = re.compile(
    r"提交|递交|发到|发给|发送|寄|材料|申报表|附件"
    r"|\b(?:submit\w*|send|sent|e-?mail (?:our|the|my|it|them)|pdf|forms?|files?|instead|attach\w*)\b"
)


def _whose_mailbox(asking: Asking) -> Found:
    """What each mailbox is for, and whether it is the right one; entries are not filed by e-mail."""
    sentences: list[str] = []
    cites: list[str] = []
    if _SENDS.search(asking.question.folded):
        links = once(link for p in asking.calls for link in p.platform[:1])
        address = listed(list(once(link.address for link in links)), asking.language)
        sentences.append(asking.say("mailbox.not-to-file", platform=address))
        cites += [c for link in links for c in link.cite]
    for box in asking.question.slots.mailboxes:
        sentence, used = _mailbox(asking, box)
        sentences.append(sentence)
        cites += used
    return Found("contact", asking.joined(sentences), once(cites), asking.next("how-to-apply", "deadline"))


def _mailbox(asking: Asking, box: str) -> tuple[str, tuple[str, ...]]:
    """One mailbox: of a call, of a contact, of the organiser, or of nobody known."""
    owner = next((p for p in asking.pack.calls() if p.mailbox and p.mailbox.lower() == box), None)
    if owner:
        return _shared_mailbox(asking, owner)
    for edition in reversed(asking.pack.editions):
        for holder in edition.contacts:
            if holder.mailbox and holder.mailbox.lower() == box:
                programme = asking.pack.programme[edition.programme]
                return asking.say(
                    "mailbox.of-person",
                    mailbox=holder.mailbox,
                    name=person_name(asking, holder.person),
                    programme=asking.name(programme),
                    year=str(edition.year),
                    proper=programme.mailbox or "",
                ), holder.cite
    if box == asking.pack.scheme.mailbox.lower():
        scheme = asking.pack.scheme
        return asking.say("mailbox.organiser", mailbox=scheme.mailbox, mailboxes=asking.mailboxes()), scheme.cite
    told = asking.say("mailbox.unknown", mailbox=box, mailboxes=asking.mailboxes())
    return told, once(c for p in asking.calls for c in _contact_cites(asking, p))


def _shared_mailbox(asking: Asking, owner: Programme) -> tuple[str, tuple[str, ...]]:
    """A call's mailbox, and whether it is that of the call asked about."""
    asked = asking.question.own_programmes
    proper = next((asking.pack.programme[p] for p in asked if p in asking.pack.programme), owner)
    return asking.say(
        "mailbox.is-for" if not asked or owner.id in asked else "mailbox.not-for",
        mailbox=owner.mailbox,
        programme=asking.name(owner),
        asked=asking.name(proper),
        proper=proper.mailbox or "",
    ), _contact_cites(asking, owner)


def _contact_cites(asking: Asking, programme: Programme) -> tuple[str, ...]:
    latest = asking.pack.editions_of(programme.id)[-1:]
    return once(c for edition in latest for found in edition.contacts for c in found.cite)


@composer("person-contact")
def person_contact(asking: Asking) -> Finding:
    """Whether a person is (still) the one to ask, since when, and who is now; of nobody, what else is named."""
    if not asking.question.slots.people:
        return COMPOSERS["subject"](asking) if asking.question.slots.subjects else contact(asking)
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
    then = [e for e, _ in held if e.year in asking.years]
    asked = [p for p in asking.question.own_programmes if p in asking.pack.scheme.programmes]
    if asked and programme.id not in asked:
        other = asking.pack.programme[asked[0]]
        return asking.say(
            "person.other-programme",
            other=asking.name(other),
            proper=_contact_line(asking, other, _edition_with_contact(asking, other) or edition),
            **values,
        ), cites
    if current and then and current.year not in asking.years:
        check = "yes" if asking.question.yes_no and not denies(asking.question) else "no"
        return asking.say("person.then", check=check, year=str(then[-1].year), **values), cites
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
