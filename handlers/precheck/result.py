"""What a pre-check comes to, as a reply: short, with all that can be done next; the whole of it; its files."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from handlers.choices import choice_of
from handlers.citing import source_lines
from handlers.contract import Attachment, Choice, Kind, Reply, SourceLine
from handlers.phrases import phrase
from handlers.ports import Documents
from handlers.precheck.asking import choices, open_question, paragraphs
from handlers.precheck.kept import Run
from handlers.precheck.moves import Verb
from knowledge.answer import Suggestion
from knowledge.flow import Flow
from knowledge.language import Language
from knowledge.pack import Pack
from knowledge.precheck import (
    Evaluation,
    Line,
    Sheet,
    as_text,
    edition_of,
    evaluate,
    make_sheet,
    result_object,
    season_of,
)  # fmt: skip

_LINES_SHOWN = 6  # conditions told in a chat; the rest stands in the whole result
_LONGEST = 3500  # characters of a reply that every channel sends in one piece
_FILES: tuple[Verb, ...] = ("word", "html", "text")
_ADVICE = "which-category"


@dataclass(frozen=True)
class Result:
    """A run evaluated at an instant, in one language."""

    pack: Pack
    flow: Flow
    run: Run
    now: dt.datetime
    language: Language

    @property
    def evaluation(self) -> Evaluation:
        return evaluate(self.flow, self.run.answers, season_of(self.pack, self.flow, self.now))

    @property
    def sheet(self) -> Sheet:
        return make_sheet(self.pack, self.evaluation, self.now, self.language)

    @property
    def takes_a_deadline(self) -> bool:
        """Whether there is a deadline to put into a calendar."""
        closes_at = edition_of(self.pack, self.flow).closes_at
        return closes_at is not None and self.now < closes_at

    def sources(self) -> tuple[SourceLine, ...]:
        """The places of the clauses that are not met or not sure; where there are none, of all."""
        results = self.evaluation.conditions
        told = [r for r in results if not r.is_met] or results
        cites = (self.flow.clauses[result.condition.clause].cite for result in told)
        return source_lines(self.pack, cites, self.language)


def short(result: Result, documents: Documents | None, lead: str = "") -> Reply:
    """Verdict, counts, what is not met or not sure and what would change it. The data for a picture comes along."""
    files = (replace(file_of(result, "json", documents), is_data=True),) if documents else ()
    return Reply(
        Kind.VERDICT, paragraphs(lead, *_short(result)), result.language,
        sources=result.sources(), choices=next_choices(result, documents), attachments=files,
    )  # fmt: skip


def full(result: Result, documents: Documents | None) -> Reply:
    """Condition by condition; where that is too long for a chat, as a file beside the short form."""
    text = as_text(result.sheet)
    if len(text) <= _LONGEST or documents is None:
        text = text if len(text) <= _LONGEST else text[:_LONGEST].rpartition("\n")[0] + "\n…"
        return Reply(
            Kind.VERDICT, text, result.language, sources=result.sources(), choices=next_choices(result, documents)
        )
    reply = short(result, None, phrase("precheck-full-in-file", result.language))
    return Reply(
        Kind.VERDICT, reply.text, result.language, sources=reply.sources, choices=next_choices(result, documents),
        attachments=(file_of(result, "text", documents),),
    )  # fmt: skip


def file_of(result: Result, kind: Verb, documents: Documents) -> Attachment:
    """The result as a file, or the deadline it is up against."""
    language, flow = result.language, result.flow
    if kind == "ics":
        edition, programme = edition_of(result.pack, flow), result.pack.programme[flow.programme]
        return documents.calendar(f"deadline-{flow.edition}", programme, edition, result.now, language)
    name, sheet = f"precheck-{flow.id}", result.sheet
    match kind:
        case "word":
            return documents.word(name, sheet)
        case "html":
            return documents.html(name, sheet)
        case "text":
            return documents.text(name, sheet)
        case _:
            told = result_object(result.pack, result.evaluation, result.now, language)
            return documents.json(name, {**told, "answers": dict(result.run.answers)}, sheet)


def not_met(result: Result) -> Iterator[str]:
    """The verdict and what is not met, for when it is certain before the end."""
    sheet = result.sheet
    yield f"{sheet.verdict_words}\n{sheet.verdict_sentence}"
    for line in [line for line in _conditions(sheet) if line.value == "no"][:_LINES_SHOWN]:
        yield "\n".join(_lines(line, None))


def _conditions(sheet: Sheet) -> list[Line]:
    return [line for section in sheet.sections if section.id == "conditions" for line in section.lines]


def _short(result: Result) -> Iterator[str]:
    """The sheet in a few paragraphs, of the conditions as many as a reply has room for."""
    sheet = result.sheet
    head = ["\n".join([sheet.title, *sheet.header]), f"{sheet.verdict_words}\n{sheet.verdict_sentence}", *_types(sheet)]
    foot = "\n".join(sheet.footer)
    todo = {line.id: line for section in sheet.sections if section.id == "todo" for line in section.lines}
    told = ["\n".join(_lines(line, todo.get(line.id))) for line in _unmet(result, sheet)]
    room, shown = _LONGEST - len(foot) - sum(map(len, head)), 0
    while shown < min(len(told), _LINES_SHOWN) and len(told[shown]) <= room:
        room -= len(told[shown])
        shown += 1
    yield from (*head, *told[:shown])
    if rest := len(told) - shown:
        yield phrase("precheck-more", result.language, count=rest)
    yield foot


def _unmet(result: Result, sheet: Sheet) -> list[Line]:
    """The conditions that are not met, then those not sure; without those that only wait for an answer."""
    answered = {one.id for one in result.evaluation.conditions if any(one.given.values())}
    found = [line for line in _conditions(sheet) if line.value in ("no", "unsure") and line.id in answered]
    return sorted(found, key=lambda line: line.value != "no")


def _types(sheet: Sheet) -> Iterator[str]:
    for section in sheet.sections:
        if section.id == "types":
            lines = [f"[{line.words}] {line.title} · {line.reason}" for line in section.lines]
            yield "\n".join([section.heading, *lines])


def _lines(line: Line, todo: Line | None) -> Iterator[str]:
    yield f"{line.mark} [{line.words}] {line.title}"
    takes = todo.todo if todo else ""
    yield from (f"  {part}" for part in (line.reason, line.clause, line.changed, line.todo, takes) if part)


def next_choices(result: Result, documents: Documents | None) -> tuple[Choice, ...]:
    """What can be done with a result."""
    flow, language = result.flow, result.language
    goes_on = bool(open_question(flow, result.run)) or bool(result.evaluation.walk.later)
    first: tuple[Verb, ...] = ("go",) if goes_on else ()
    deadline: tuple[Verb, ...] = ("ics",) if result.takes_a_deadline else ()
    files: tuple[Verb, ...] = (*_FILES, *deadline, "json") if documents else ()  # what few want comes last
    found = [*choices(flow, language, (*first, "full", *files, "list", "again"))]
    found += [
        Choice(
            f"/precheck {other}",
            phrase("precheck-other", language, programme=result.pack.programme[other].name.in_(language)),
        )
        for other in dict.fromkeys(flow.programme for flow in result.pack.flows)
        if other != flow.programme
    ]
    if _ADVICE in result.pack.topic:
        label = result.pack.topic[_ADVICE].label.in_(language)
        found.append(choice_of(Suggestion(_ADVICE, (("p", flow.programme),), label)))
    return tuple(found)
