"""The categories of the calls, who may apply, and what an entry has to meet."""

import re

from knowledge.answer.asking import COMPOSERS, Asking, composer, once
from knowledge.answer.finding import Finding, Found, Suggestion, Unclear
from knowledge.answer.said import puts_forward
from knowledge.answer.wording import listed
from knowledge.facts import Applicant, Category, Programme


def category_choices(asking: Asking, programmes: list[Programme]) -> tuple[Suggestion, ...]:
    return tuple(
        Suggestion("category", (("c", f"{programme.id}/{category.id}"),), asking.text(category.name))
        for programme in programmes
        for category in programme.categories
    )[:5]


_HONOURED = re.compile(
    r"获奖|得奖|入选|项目|分布|名单"
    r"|\b(?:winn\w+|won|split|spread|distributed|broken down|entries|projects|honou?red|list)\b"
)
_CHOSEN = re.compile(
    r"获奖|得奖|入选|选出|评出|评了|颁出|名单|(?:几|多少)个?项"
    r"|\b(?:winn\w+|won|honou?red|awarded)\b|\bhow many (?:entries|projects|cases|achievements)\b"
)
_RULES = re.compile(
    r"条件|要求|标准|资格|怎么选|定义|申报|能报|可以报|如何|怎样|怎么"
    r"|\b(?:conditions?|criteria|require\w*|eligib\w+|defin\w+|enter|apply|submit)\b"
)


def _of_honours(asking: Asking) -> bool:
    """Whether the groups of a past year's honours are meant, not what the groups are."""
    folded = asking.question.folded
    if _RULES.search(folded):
        return False
    if asking.years:
        return max(asking.years) < asking.today.year and bool(_HONOURED.search(folded) or _CHOSEN.search(folded))
    return bool(_CHOSEN.search(folded))


@composer("categories")
def categories(asking: Asking) -> Finding:
    if _of_honours(asking):
        return COMPOSERS["winners-count"](asking)
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
        cites += category_cites(programme)
    choices = category_choices(asking, asking.calls) if asking.one_call else asking.next("which-category", "conditions")
    return Found("categories", "\n".join(lines), once(cites), choices)


def category_cites(programme: Programme) -> list[str]:
    cites = [c for category in programme.categories if category.definition for c in category.definition.cite]
    cites += [c for category in programme.categories for criterion in category.criteria for c in criterion.cite]
    return list(once(cites))[:2] or [c for statement in programme.about for c in statement.cite][:1]


@composer("category")
def category(asking: Asking) -> Finding:
    """What a category is and what an entry in it has to meet; of a past year, what was honoured in it."""
    if asking.categories and _of_honours(asking):
        return COMPOSERS["winners"](asking)
    if not asking.categories:
        return categories(asking)
    paragraphs: list[str] = []
    cites: list[str] = []
    for programme, found in asking.categories:
        paragraphs.append(_category_text(asking, programme, found))
        cites += cites_of(programme, found)
    others = [c for p in {p.id: p for p, _ in asking.categories}.values() for c in category_choices(asking, [p])]
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


def cites_of(programme: Programme, found: Category) -> list[str]:
    cites = list(found.definition.cite) if found.definition else []
    cites += [c for criterion in found.criteria for c in criterion.cite]
    cites += list(found.hint.cite) if found.hint else []
    if not found.criteria:
        cites += [c for limit in programme.limits for c in limit.cite]
    return cites or category_cites(programme)


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
        cites += cites_of(programme, found)
    return Found(
        "category-compare",
        "\n".join(lines),
        once(cites),
        category_choices(asking, [chosen[0][0]]),
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
    return Found("which-category", "\n".join(paragraphs), once(cites), category_choices(asking, named))


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
            *category_cites(programme),
            *(c for limit in programme.limits for c in limit.cite),
        ]
    lines: list[str] = [head]
    cites: list[str] = []
    for found in programme.categories:
        gist = asking.text(found.definition.text) if found.definition else ""
        keys = asking.say("list.separator").join(asking.text(c.name) for c in found.criteria)
        lines.append(asking.say("which.category", name=asking.text(found.name), gist=gist, criteria=keys))
        cites += cites_of(programme, found)
    return lines, cites


def _named_kinds(asking: Asking, programme: Programme) -> list[Applicant]:
    """The kinds of applicant on a call's list that the question speaks of."""
    return [a for a in programme.applicants if any(word in asking.question.folded for word in a.words())]


@composer("who-may-apply")
def who_may_apply(asking: Asking) -> Finding:
    lines: list[str] = []
    cites: list[str] = []
    for programme in asking.calls:
        named = _named_kinds(asking, programme)
        unlisted = (
            [a for p in asking.pack.calls() if p != programme for a in _named_kinds(asking, p)] if not named else []
        )
        values = {
            "programme": asking.name(programme),
            "applicants": listed([asking.text(a.name) for a in programme.applicants], asking.language),
            "named": listed([asking.text(a.name) for a in named], asking.language),
            "unlisted": listed([asking.text(a.name) for a in unlisted], asking.language),
        }
        how = "list" if not puts_forward(asking.question) else "named" if named else "not-named" if unlisted else "list"
        lines.append(asking.say(f"applicants.{how}", **values))
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
                cites += cites_of(programme, found)[:1]
        if not any(c.criteria for c in programme.categories):
            names = listed([asking.text(c.name) for c in programme.categories], asking.language)
            lines.append(asking.say("conditions.fields", count=len(programme.categories), names=names))
            cites += category_cites(programme)
        for limit in programme.limits:
            if limit.kind != "contributors_at_most":
                lines.append(asking.text(limit.text))
                cites += limit.cite
        paragraphs.append("\n".join(lines))
    choices = (
        category_choices(asking, asking.calls) if asking.one_call else asking.next("who-may-apply", "which-category")
    )
    return Found("conditions", "\n\n".join(paragraphs), once(cites), choices)
