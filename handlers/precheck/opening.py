"""The first message of a pre-check: begun anew, or taken up where it was left, and what a description proposes."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from handlers.phrases import phrase
from handlers.ports import Documents
from handlers.precheck.asking import open_question, paragraphs
from handlers.precheck.kept import Run
from handlers.precheck.result import short
from handlers.precheck.starting import Request
from handlers.precheck.steps import onward
from handlers.precheck.talk import Talk
from handlers.turn import Turn
from knowledge.flow import Flow
from knowledge.library import Library
from knowledge.precheck import Proposal, Telling, edition_of, propose
from knowledge.precheck.report import season_sentence

_LONGEST_QUOTE = 100  # characters


def begun(talk: Talk, request: Request, documents: Documents | None, *, is_new: bool) -> Turn:
    """The pre-check asked for, with what the request tells proposed as answers."""
    run = talk.run
    proposed = {p.question: p for p in (*run.proposed, *proposals_in(talk.library, talk.flow, run, request.told))}
    run = replace(_filed_under(talk.flow, run, request.type), proposed=tuple(proposed.values()), one_by_one=False)
    talk = talk.with_(run)
    if is_new or not run.answers:
        return onward(talk, documents, _introduction(talk))
    lead = paragraphs(_rules_changed(talk), phrase("precheck-resumed", talk.language, count=len(run.answers)))
    if open_question(talk.flow, run) or run.proposed:
        return onward(talk, documents, lead)
    return talk.saying(short(talk.result, documents, lead), is_open=False)


def proposals_in(library: Library, flow: Flow, run: Run, told: str) -> tuple[Proposal, ...]:
    """Answers a description speaks for, to questions not answered yet."""
    found = propose(library.pack, library.lexicon, flow, told) if told else {}
    return tuple(
        Proposal(id_, read.option, _short(read.quote)) for id_, read in found.items() if id_ not in run.answers
    )


def _short(quote: str) -> str:
    """A quote that many fit into one reply of; it is kept no longer than that either."""
    return quote if len(quote) <= _LONGEST_QUOTE else quote[: _LONGEST_QUOTE - 1] + "…"


def _filed_under(flow: Flow, run: Run, type_: str | None) -> Run:
    """The kind of entry that came with the request, as the advisor's choices do."""
    if flow.types is None or type_ not in flow.types.options or flow.types.question in run.answers:
        return run
    return run.answered(flow.question[flow.types.question], type_)


def _introduction(talk: Talk) -> str:
    return paragraphs(
        phrase("precheck-introduction", talk.language), _season(talk), phrase("precheck-how", talk.language)
    )


def _season(talk: Talk) -> str:
    """Open with the time left, or closed and so a rehearsal."""
    telling = Telling(talk.pack.wording, talk.flow, talk.language)
    today = talk.now.astimezone(ZoneInfo(talk.pack.scheme.zone)).date()
    return season_sentence(telling, talk.evaluation, edition_of(talk.pack, talk.flow), today)


def _rules_changed(talk: Talk) -> str:
    return phrase("precheck-rules-changed", talk.language) if talk.run.changed else ""
