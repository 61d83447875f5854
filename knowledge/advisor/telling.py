"""Advice in words: what a person reads."""

from collections.abc import Iterator

from knowledge.advisor.advising import Advice
from knowledge.advisor.placing import TIE, Placing
from knowledge.advisor.precedents import Precedent
from knowledge.answer.wording import Wording, listed
from knowledge.language import Language
from knowledge.pack import Pack

_MARKS = {"yes": "✓", "no": "✗", "unsure": "?"}
_RANKED = 4  # categories told; the rest are in the machine's answer


class Telling:
    """Words advice in one language from the pack's own wording."""

    def __init__(self, pack: Pack, wording: Wording, language: Language) -> None:
        self._pack = pack
        self._wording = wording
        self._language = language

    def __call__(self, advice: Advice) -> str:
        """The whole advice as plain text."""
        blocks = (self._head(advice), self._ranking(advice), self._reasons(advice), self._missing(advice),
                  self._questions(advice), self._precedents(advice), self._footing(advice))  # fmt: skip
        return "\n".join(line for block in blocks for line in block)

    def label(self, key: str) -> str:
        """A category with its call: "Key Technology (WIC Award)"."""
        id_, _, category = key.partition("/")
        programme = self._pack.programme[id_]
        if category == "*":
            return programme.name.in_(self._language)
        name = next(c.name for c in programme.categories if c.id == category)
        return self._say("label", programme=programme.name.in_(self._language), category=name.in_(self._language))

    def _head(self, advice: Advice) -> Iterator[str]:
        first, near = advice.category, _second(advice)
        if first is None:
            blocked = any(one.status == "blocked" for one in advice.ranking)
            yield self._say("none" if blocked else "unsaid")
            if advice.nearest:
                yield self._say("near", category=self.label(advice.nearest.key))
            elif not blocked:
                yield self._say("describe")
        elif near:
            yield self._say("tie", category=self.label(first.key), second=self.label(near.key))
        else:
            yield self._say("fits" if first.status == "fits" else "possible", category=self.label(first.key))

    def _ranking(self, advice: Advice) -> Iterator[str]:
        named = [one for one in advice.ranking if one.status != "unknown"]
        if not named:
            return
        yield self._say("ranking")
        shown = [one for one in named if one.status != "blocked"][:_RANKED]
        for one in (*shown, *_blocked_once(named)):
            yield self._say("placing", category=self._of_blocked(one, named), status=self._status(one))

    def _of_blocked(self, one: Placing, named: list[Placing]) -> str:
        """All fields of a call are blocked by one condition, and said at once."""
        if one.blocked_by is None:
            return self.label(one.key)
        by = one.blocked_by.settled_by
        alike = [x for x in named if x.blocked_by and x.blocked_by.settled_by == by and x.programme == one.programme]
        if len(alike) == len(self._pack.programme[one.programme].categories):
            return self.label(f"{one.programme}/*")
        return listed([self.label(x.key) for x in alike], self._language)

    def _status(self, one: Placing) -> str:
        if one.blocked_by is None:
            return self._say(f"status.{one.status}")
        return self._say("status.blocked", condition=one.blocked_by.name.in_(self._language))

    def _reasons(self, advice: Advice) -> Iterator[str]:
        told: set[tuple[str, str]] = set()
        for reason in advice.reasons:
            whole = reason.condition.category.endswith("/*") and reason.condition.id != "field"
            label = self.label(reason.condition.category if whole else reason.category)
            if (label, reason.condition.id) in told:
                continue
            if not told:
                yield self._say("reasons")
            told.add((label, reason.condition.id))
            condition = reason.condition.name.in_(self._language)
            yield self._say(
                "reason", mark=_MARKS[reason.value], category=label, condition=condition, quote=reason.quote
            )

    def _missing(self, advice: Advice) -> Iterator[str]:
        if advice.missing:
            parts = [condition.missing.in_(self._language) for condition in advice.missing]
            yield self._say("missing", missing=("；" if self._language == "zh" else "; ").join(parts))

    def _questions(self, advice: Advice) -> Iterator[str]:
        if advice.questions:
            yield self._say("questions")
        for pair in advice.questions:
            one, other = pair.sides
            yield self._say(
                "question", question=pair.text.in_(self._language),
                first=one.text.in_(self._language), one=self.label(one.category),
                second=other.text.in_(self._language), other=self.label(other.category),
            )  # fmt: skip

    def _precedents(self, advice: Advice) -> Iterator[str]:
        if not advice.precedents:
            return
        labelled = any(one.entry.category for one in advice.precedents)
        yield self._say("precedents" if labelled else "precedents-unlabelled")
        for one in advice.precedents:
            yield self._say(
                "precedent", year=str(one.honours.year), group=self._group(one),
                title=one.entry.title.in_(self._language), applicants=self.applicants(one),
            )  # fmt: skip

    def applicants(self, one: Precedent) -> str:
        """Who entered it, as the list names them."""
        names = [party.name.in_(self._language) for party in (*one.entry.applicants, *one.entry.joint)]
        return listed(names, self._language)

    def _group(self, one: Precedent) -> str:
        programme = self._pack.programme[one.honours.programme]
        name = next((c.name for c in programme.categories if c.id == one.entry.category), None)
        return self._say("group", name=name.in_(self._language)) if name else ""

    def _footing(self, advice: Advice) -> Iterator[str]:
        if advice.programme and not any(c.criteria for c in self._pack.programme[advice.programme].categories):
            yield self._say("own-reading")
        calls = [c for c in self._pack.calls() if advice.programme in (None, c.id) and c.mailbox]
        mailboxes = [call.mailbox for call in calls if call.mailbox] or [self._pack.scheme.mailbox]
        yield self._say("unofficial", mailbox=listed(mailboxes, self._language))

    def _say(self, name: str, /, **values: str) -> str:
        return self._wording.say(f"advice.{name}", self._language, **values)


def _second(advice: Advice) -> Placing | None:
    """The other category that remains."""
    remaining = [one for one in advice.ranking if one.status in ("fits", "possible")][:2]
    return remaining[1] if len(remaining) == 2 and remaining[0].raw - remaining[1].raw <= TIE else None


def _blocked_once(named: list[Placing]) -> list[Placing]:
    """One of all that are blocked by the same condition of the same call."""
    return list({(x.programme, x.blocked_by.settled_by): x for x in reversed(named) if x.blocked_by}.values())
