"""Figures, notices, how to apply, and how years and programmes differ."""

from collections.abc import Iterator

from knowledge.answer.asking import Asking, composer, once
from knowledge.answer.categories import category_cites, conditions
from knowledge.answer.coming import silent, silent_sources
from knowledge.answer.dates import deadline_of, spoken
from knowledge.answer.finding import Finding, Found, Suggestion
from knowledge.answer.judging import judged
from knowledge.answer.wording import day, listed
from knowledge.facts import Edition, Notice, Programme

# ── figures ──────────────────────────────────────────────────────────────────────────────


@composer("planned-count")
def planned_count(asking: Asking) -> Finding:
    lines: list[str] = []
    cites: list[str] = []
    for year in asking.years or (None,):
        for programme in asking.calls:
            edition = asking.edition(programme, year)
            counts = edition.counts if edition else None
            if edition is None or counts is None or not (counts.planned_honours or counts.honours):
                lines.append(_unknown(asking, programme, year))
                cites += silent_sources(asking, [programme])
                continue
            values = {
                "programme": asking.name(programme),
                "year": str(edition.year),
                "word": asking.text(programme.honour_word) if programme.honour_word else "",
                "honours": asking.text(counts.planned_honours) if counts.planned_honours else "none",
                "collected": asking.text(counts.planned_collected) if counts.planned_collected else "none",
                "actual": str(counts.honours) if counts.honours else "none",
            }
            lines.append(asking.say("planned.told" if counts.planned_honours else "planned.actual-only", **values))
            cites += counts.cite
    return Found("planned-count", "\n".join(lines), once(cites), asking.next("winners", "results-when", "submissions"))


@composer("submissions")
def submissions(asking: Asking) -> Finding:
    """How many entries came in: known years told, others and any breakdown said to be unpublished."""
    lines: list[str] = []
    cites: list[str] = []
    for programme in asking.calls:
        editions = asking.pack.editions_of(programme.id)
        wanted = [e for e in editions if e.year in asking.years] if asking.years else editions
        known = [e for e in wanted if e.counts.submissions]
        silent = [str(e.year) for e in wanted if not e.counts.submissions] or [
            str(y) for y in asking.years if not wanted
        ]
        for edition in known:
            assert edition.counts.submissions is not None
            lines.append(
                asking.say(
                    "submissions.told",
                    programme=asking.name(programme),
                    year=str(edition.year),
                    count=asking.text(edition.counts.submissions),
                )
            )
            cites += edition.counts.cite
        if silent:
            lines.append(
                asking.say(
                    "submissions.unknown",
                    programme=asking.name(programme),
                    years=listed(silent, asking.language),
                    mailbox=programme.mailbox or "",
                )
            )
            cites += silent_sources(asking, [programme])
    lines.append(asking.say("submissions.undivided"))
    return Found(
        "submissions",
        "\n".join(lines),
        once(cites),
        asking.next("competition-odds", "winners-count", "planned-count"),
    )


def _unknown(asking: Asking, programme: Programme, year: int | None) -> str:
    unknown = asking.say(
        "edition.unknown",
        programme=asking.name(programme),
        year=str(year or asking.today.year),
        mailbox=programme.mailbox or "",
    )
    return silent(asking, [programme], year, unknown)


# ── how, and what changed ────────────────────────────────────────────────────────────────


@composer("how-to-apply")
def how_to_apply(asking: Asking) -> Finding:
    lines: list[str] = []
    cites: list[str] = []
    for programme in asking.calls:
        links = [
            asking.say("apply.link", label=asking.text(link.label), address=link.address) for link in programme.platform
        ]
        cites += [c for link in programme.platform for c in link.cite]
        found = deadline_of(asking, programme)
        values = {
            "programme": asking.name(programme),
            "links": listed(links, asking.language),
            "mailbox": programme.mailbox or "",
        }
        if found is None:
            lines.append(asking.say("apply.undated", **values))
            continue
        state = "closed" if found.standing == "closed" else "open"
        lines.append(
            asking.say(
                f"apply.{state}",
                year=str(found.edition.year),
                deadline=spoken(asking, found.edition),
                **values,
            )
        )
        cites += found.edition.deadline_cite
    lines.append(asking.say("apply.direct"))
    return Found("how-to-apply", "\n".join(lines), once(cites), asking.next("form-fields", "conditions", "contact"))


@composer("changes")
def changes(asking: Asking) -> Finding:
    lines: list[str] = []
    cites: list[str] = []
    later = max(asking.years) if asking.years else None
    for programme in asking.calls:
        edition = asking.edition(programme, later)
        if edition is None or not edition.changes:
            lines.append(
                asking.say(
                    "changes.none",
                    programme=asking.name(programme),
                    year=str(later or (edition.year if edition else asking.today.year)),
                )
            )
            cites += silent_sources(asking, [programme])
            continue
        lines.append(
            asking.say(
                "changes.head",
                programme=asking.name(programme),
                year=str(edition.year),
                before=str(edition.year - 1),
            )
        )
        lines += [asking.say("changes.line", text=asking.text(change.text)) for change in edition.changes]
        cites += [c for change in edition.changes for c in change.cite]
    return Found("changes", "\n".join(lines), once(cites), asking.next("deadline", "contact", "conditions"))


@composer("compare-years")
def compare_years(asking: Asking) -> Finding:
    """Two or more years side by side: deadline, figures, contact; then what the later notice changed."""
    if len(asking.years) < 2:
        return changes(asking)
    paragraphs: list[str] = []
    cites: list[str] = []
    for programme in asking.calls:
        lines = []
        for year in sorted(asking.years):
            edition = asking.pack.edition(programme.id, year)
            if edition is None:
                lines.append(_unknown(asking, programme, year))
                continue
            lines.append(_overview_line(asking, programme, edition))
            cites += [*edition.deadline_cite, *edition.counts.cite]
        latest = asking.pack.edition(programme.id, max(asking.years))
        if latest and latest.changes:
            lines += [asking.say("changes.line", text=asking.text(change.text)) for change in latest.changes]
            cites += [c for change in latest.changes for c in change.cite]
        paragraphs.append("\n".join(lines))
    return Found("compare-years", "\n\n".join(paragraphs), once(cites), asking.next("deadline", "winners", "contact"))


def _overview_line(asking: Asking, programme: Programme, edition: Edition) -> str:
    contacts = [asking.pack.subject[c.person] for c in edition.contacts if c.person in asking.pack.subject]
    return asking.say(
        "overview.line",
        programme=asking.name(programme),
        year=str(edition.year),
        opened=day(edition.opened, asking.language) if edition.opened else "none",
        deadline=spoken(asking, edition) if edition.last_day else "none",
        planned=asking.text(edition.counts.planned_honours) if edition.counts.planned_honours else "none",
        actual=str(edition.counts.honours) if edition.counts.honours else "none",
        submissions=asking.text(edition.counts.submissions) if edition.counts.submissions else "none",
        contact=listed([asking.text(s.name) for s in contacts][:1], asking.language) or "none",
    )


@composer("edition-overview")
def edition_overview(asking: Asking) -> Finding:
    lines: list[str] = []
    cites: list[str] = []
    for year in asking.years or (None,):
        for programme in asking.calls:
            edition = asking.edition(programme, year)
            if edition is None:
                lines.append(_unknown(asking, programme, year))
                cites += silent_sources(asking, [programme])
                continue
            lines.append(_overview_line(asking, programme, edition))
            text, found = asking.said(edition.facts[:3])
            lines.append(text)
            cites += [*edition.deadline_cite, *edition.counts.cite, *found]
    return Found(
        "edition-overview",
        "\n".join(line for line in lines if line),
        once(cites),
        asking.next("deadline", "winners", "changes"),
    )


@composer("compare-programmes")
def compare_programmes(asking: Asking) -> Finding:
    lines: list[str] = [asking.say("compare.programmes")]
    cites: list[str] = []
    for programme in asking.pack.calls():
        gist, found = asking.said(programme.about[:1])
        edition = asking.edition(programme)
        names = listed([asking.text(c.name) for c in programme.categories], asking.language)
        planned = edition.counts.planned_honours if edition else None
        lines.append(asking.say(
            "compare.programme",
            programme=asking.name(programme),
            gist=gist,
            word=asking.text(programme.category_word) if programme.category_word else "",
            categories=names,
            honours=asking.text(planned) if planned else "none",
            deadline=spoken(asking, edition) if edition and edition.last_day else "none",
            mailbox=programme.mailbox or "",
        ))  # fmt: skip
        cites += [*found, *(edition.deadline_cite if edition else ()), *category_cites(programme)]
    return Found(
        "compare-programmes",
        "\n".join(lines),
        once(cites),
        asking.next("which-category", "conditions", "deadline"),
    )


@composer("about-programme")
def about_programme(asking: Asking) -> Finding:
    named = [asking.pack.programme[p] for p in asking.question.slots.programmes] or asking.pack.calls()
    paragraphs: list[str] = []
    cites: list[str] = []
    for programme in named:
        text, found = asking.said(programme.about[:4])
        paragraphs.append(text)
        cites += found
    return Found(
        "about-programme",
        "\n".join(paragraphs),
        once(cites),
        asking.next("deadline", "categories", "who-may-apply"),
    )


@composer("notices")
def notices(asking: Asking) -> Finding:
    """Who issued which notice, to whom, when, under which number."""
    lines: list[str] = []
    cites: list[str] = []
    for year in asking.years or (None,):
        for programme in asking.calls:
            edition = asking.edition(programme, year)
            if edition is None or not edition.notices:
                lines.append(_unknown(asking, programme, year))
                cites += silent_sources(asking, [programme])
                continue
            lines.append(asking.say("notices.head", programme=asking.name(programme), year=str(edition.year)))
            lines += [_notice_line(asking, notice) for notice in edition.notices]
            cites += [c for notice in edition.notices for c in notice.cite]
    return Found("notices", "\n".join(lines), once(cites), asking.next("relay-chain", "deadline", "contact"))


def _notice_line(asking: Asking, notice: Notice) -> str:
    return asking.say(
        "notices.line",
        title=asking.text(notice.title or asking.pack.source[notice.source].title),
        issuer=asking.text(notice.issuer),
        addressees=asking.text(notice.addressees),
        date=day(notice.date, asking.language) if notice.date else "none",
        number=notice.number or "none",
        note=asking.text(notice.note) if notice.note else "none",
    )


@composer("precheck")
def precheck(asking: Asking) -> Finding:
    """The conditions to go through; the questionnaire itself is another handler's."""
    found = conditions(asking)
    assert isinstance(found, Found)
    topic = asking.pack.topic[asking.topic]
    verdicts = [sentence for p in asking.calls for sentence in judged(asking, topic, p.id)] if asking.one_call else []
    text = "\n".join([*verdicts, asking.say("precheck.lead"), found.text])
    return Found("precheck", text, found.cites, (*_prechecks(asking), *found.next))


def _prechecks(asking: Asking) -> Iterator[Suggestion]:
    """Going through the questions of each call asked about that has some."""
    with_flow = {flow.programme for flow in asking.pack.flows}
    for programme in asking.calls:
        if programme.id in with_flow and (offered := asking.suggestion("precheck", p=programme.id)):
            yield offered
