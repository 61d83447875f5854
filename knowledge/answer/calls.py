"""What the calls are: categories, who may apply, conditions, figures, notices, and how years and programmes differ."""

from knowledge.answer.asking import Asking, composer, once
from knowledge.answer.dates import deadline_of, next_call_text, spoken
from knowledge.answer.finding import Finding, Found, Suggestion, Unclear
from knowledge.answer.wording import day, listed
from knowledge.facts import Category, Edition, Notice, Programme


def _category_choices(asking: Asking, programmes: list[Programme]) -> tuple[Suggestion, ...]:
    return tuple(
        Suggestion("category", (("c", f"{programme.id}/{category.id}"),), asking.text(category.name))
        for programme in programmes
        for category in programme.categories
    )[:5]


@composer("categories")
def categories(asking: Asking) -> Finding:
    lines: list[str] = []
    cites: list[str] = []
    for programme in asking.calls:
        names = [asking.text(c.name) for c in programme.categories]
        word = asking.text(programme.category_word) if programme.category_word else ""
        lines.append(
            asking.say(
                "categories.list",
                programme=asking.name(programme),
                count=len(names),
                word=word,
                names=listed(names, asking.language),
            )
        )
        cites += _category_cites(programme)
    choices = (
        _category_choices(asking, asking.calls) if asking.one_call else asking.next("which-category", "conditions")
    )
    return Found("categories", "\n".join(lines), once(cites), choices)


def _category_cites(programme: Programme) -> list[str]:
    cites = [c for category in programme.categories if category.definition for c in category.definition.cite]
    cites += [c for category in programme.categories for criterion in category.criteria for c in criterion.cite]
    return list(once(cites))[:2] or [c for statement in programme.about for c in statement.cite][:1]


@composer("category")
def category(asking: Asking) -> Finding:
    """What a category is and what an entry in it has to meet."""
    if not asking.categories:
        return categories(asking)
    paragraphs: list[str] = []
    cites: list[str] = []
    for programme, found in asking.categories:
        paragraphs.append(_category_text(asking, programme, found))
        cites += _cites_of(programme, found)
    others = [c for p in {p.id: p for p, _ in asking.categories}.values() for c in _category_choices(asking, [p])]
    named = {f"{p.id}/{c.id}" for p, c in asking.categories}
    return Found(
        "category",
        "\n\n".join(paragraphs),
        once(cites),
        tuple(s for s in others if dict(s.slots)["c"] not in named),
    )


def _category_text(asking: Asking, programme: Programme, found: Category) -> str:
    word = asking.text(programme.category_word) if programme.category_word else ""
    lines = [asking.say("category.head", programme=asking.name(programme), name=asking.text(found.name), word=word)]
    if found.definition:
        lines.append(asking.text(found.definition.text))
    if found.criteria:
        lines.append(asking.say("category.criteria", count=len(found.criteria)))
        lines += [
            asking.say("category.criterion", number=str(n), name=asking.text(c.name), text=asking.text(c.text))
            for n, c in enumerate(found.criteria, 1)
        ]
    else:
        lines.append(asking.say("category.no-criteria", word=word))
        lines += [asking.text(limit.text) for limit in programme.limits if limit.category is None]
    if found.hint:
        lines.append(asking.text(found.hint.text))
    return "\n".join(lines)


def _cites_of(programme: Programme, found: Category) -> list[str]:
    cites = list(found.definition.cite) if found.definition else []
    cites += [c for criterion in found.criteria for c in criterion.cite]
    cites += list(found.hint.cite) if found.hint else []
    if not found.criteria:
        cites += [c for limit in programme.limits for c in limit.cite]
    return cites or _category_cites(programme)


@composer("category-compare")
def category_compare(asking: Asking) -> Finding:
    chosen = asking.categories
    if len(chosen) < 2:
        chosen = [(p, c) for p in asking.calls for c in p.categories]
        if not asking.one_call:
            options = tuple(Suggestion("category-compare", (("p", p.id),), asking.name(p)) for p in asking.calls)
            return Unclear(asking.say("clarify.programme"), options, "category-compare")
    lines: list[str] = [asking.say("compare.categories")]
    cites: list[str] = []
    for programme, found in chosen:
        gist = asking.text(found.definition.text) if found.definition else asking.text(found.name)
        keys = asking.say("list.separator").join(asking.text(c.name) for c in found.criteria)
        lines.append(asking.say("compare.category", name=asking.text(found.name), gist=gist, criteria=keys or "none"))
        if found.hint:
            lines.append(asking.text(found.hint.text))
        cites += _cites_of(programme, found)
    return Found(
        "category-compare",
        "\n".join(lines),
        once(cites),
        _category_choices(asking, [chosen[0][0]]),
    )


@composer("which-category")
def which_category(asking: Asking) -> Finding:
    """What separates the categories, so that the applicant can choose; a described work is not judged here."""
    named = [p for p in asking.calls if p.id in asking.question.slots.programmes] or asking.pack.calls()
    paragraphs: list[str] = []
    cites: list[str] = []
    for programme in named:
        lines, found = _choice_lines(asking, programme)
        paragraphs.append("\n".join(lines))
        cites += found
    paragraphs.append(asking.say("which.one"))
    return Found("which-category", "\n".join(paragraphs), once(cites), _category_choices(asking, named))


def _choice_lines(asking: Asking, programme: Programme) -> tuple[list[str], list[str]]:
    """One line a category where each has criteria of its own; otherwise their names and what holds for all."""
    word = asking.text(programme.category_word) if programme.category_word else ""
    head = asking.say("which.head", programme=asking.name(programme), word=word, count=len(programme.categories))
    if not any(c.criteria for c in programme.categories):
        names = listed([asking.text(c.name) for c in programme.categories], asking.language)
        limits = asking.joined(asking.text(limit.text) for limit in programme.limits if limit.category is None)
        line = asking.say(
            "which.names",
            programme=asking.name(programme),
            word=word,
            count=len(programme.categories),
            names=names,
        )
        return [asking.joined([line, limits])], [
            *_category_cites(programme),
            *(c for limit in programme.limits for c in limit.cite),
        ]
    lines: list[str] = [head]
    cites: list[str] = []
    for found in programme.categories:
        gist = asking.text(found.definition.text) if found.definition else ""
        keys = asking.say("list.separator").join(asking.text(c.name) for c in found.criteria)
        lines.append(asking.say("which.category", name=asking.text(found.name), gist=gist, criteria=keys))
        cites += _cites_of(programme, found)
    return lines, cites


@composer("who-may-apply")
def who_may_apply(asking: Asking) -> Finding:
    lines: list[str] = []
    cites: list[str] = []
    for programme in asking.calls:
        named = [a for a in programme.applicants if any(word in asking.question.folded for word in a.words())]
        values = {
            "programme": asking.name(programme),
            "applicants": listed([asking.text(a.name) for a in programme.applicants], asking.language),
            "named": listed([asking.text(a.name) for a in named], asking.language),
        }
        lines.append(
            asking.say("applicants.named" if named and asking.question.yes_no else "applicants.list", **values)
        )
        cites += programme.applicants_cite
    return Found(
        "who-may-apply",
        "\n".join(lines),
        once(cites),
        asking.next("conditions", "individual-applicant", "how-to-apply"),
    )


@composer("conditions")
def conditions(asking: Asking) -> Finding:
    """What an entry has to meet, for each programme asked about."""
    if asking.categories:
        return category(asking)
    paragraphs: list[str] = []
    cites: list[str] = []
    for programme in asking.calls:
        lines = [asking.say("conditions.head", programme=asking.name(programme))]
        for found in programme.categories:
            if found.criteria:
                keys = asking.say("list.separator").join(asking.text(c.name) for c in found.criteria)
                lines.append(asking.say("conditions.category", name=asking.text(found.name), criteria=keys))
                cites += _cites_of(programme, found)[:1]
        if not any(c.criteria for c in programme.categories):
            names = listed([asking.text(c.name) for c in programme.categories], asking.language)
            lines.append(asking.say("conditions.fields", count=len(programme.categories), names=names))
            cites += _category_cites(programme)
        for limit in programme.limits:
            if limit.kind != "contributors_at_most":
                lines.append(asking.text(limit.text))
                cites += limit.cite
        paragraphs.append("\n".join(lines))
    choices = (
        _category_choices(asking, asking.calls) if asking.one_call else asking.next("who-may-apply", "which-category")
    )
    return Found("conditions", "\n\n".join(paragraphs), once(cites), choices)


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
                cites += _last_cites(asking, programme)
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
    """How many entries came in: known years told, others said to be unpublished."""
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
            cites += _last_cites(asking, programme)
    return Found(
        "submissions",
        "\n".join(lines),
        once(cites),
        asking.next("competition-odds", "winners-count", "planned-count"),
    )


def _unknown(asking: Asking, programme: Programme, year: int | None) -> str:
    latest = max((e.year for e in asking.pack.editions_of(programme.id)), default=0)
    if year and year > latest:
        return next_call_text(asking, [programme], year)
    return asking.say(
        "edition.unknown",
        programme=asking.name(programme),
        year=str(year or asking.today.year),
        mailbox=programme.mailbox or "",
    )


def _last_cites(asking: Asking, programme: Programme) -> tuple[str, ...]:
    cited = [e.deadline_cite for e in asking.pack.editions_of(programme.id) if e.deadline_cite]
    return cited[-1] if cited else ()


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
            cites += _last_cites(asking, programme)
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
                cites += _last_cites(asking, programme)
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
        cites += [*found, *(edition.deadline_cite if edition else ()), *_category_cites(programme)]
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
                cites += _last_cites(asking, programme)
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
    return Found("precheck", asking.say("precheck.lead") + "\n" + found.text, found.cites, found.next)
