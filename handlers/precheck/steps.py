"""What each move does to a run, and what is said then. Nothing that was said is lost by any of them."""

from dataclasses import replace

from handlers.citing import source_lines
from handlers.contract import Attachment, Choice, Kind, Reply
from handlers.phrases import phrase
from handlers.ports import Documents
from handlers.precheck.asking import (
    answers_by_number,
    asked,
    before,
    choices,
    going_on,
    open_question,
    paragraphs,
    words_of,
)
from handlers.precheck.moves import Move
from handlers.precheck.result import file_of, full, next_choices, not_met, short
from handlers.precheck.talk import Talk
from handlers.turn import Turn
from knowledge.flow import LATER, Question
from knowledge.precheck import Verdict, walk


def after(talk: Talk, move: Move, documents: Documents | None) -> Turn:
    """The turn a move leads to."""
    match move.verb:
        case "answer":
            return _answer(talk, move, documents)
        case "later" | "why" | "back" | "keep" | "which":
            return _about_the_open(talk, move, documents)
        case "change" | "list":
            return _change(talk, move, documents)
        case "all" | "each" | "none" | "yes" | "no":
            return _confirm(talk, move, documents)
        case "go":
            return onward(_gone_on(talk), documents)
        case "stop":
            return _stopped(talk)
        case "again" | "anew":
            return _again(talk, move, documents)
        case "result":
            return talk.saying(short(talk.result, documents), is_open=_is_unfinished(talk))
        case "full":
            return talk.saying(full(talk.result, documents), is_open=_is_unfinished(talk))
        case "word" | "html" | "text" | "json" | "ics":
            return _taken(talk, move, documents)


def onward(talk: Talk, documents: Documents | None, lead: str = "") -> Turn:
    """What comes next: a certain STOP once, the next question, or the result."""
    run, language = talk.run, talk.language
    if run.proposed and (reply := asked(talk.flow, run, language, lead)):
        return talk.saying(reply)
    is_stop = talk.evaluation.verdict is Verdict.STOP
    if not is_stop and run.halted:
        talk = talk.with_(replace(run, halted=""))
    elif is_stop and not run.halted and open_question(talk.flow, run):
        halted = talk.with_(replace(run, halted="asked"))
        stop = paragraphs(lead, *not_met(talk.result))
        return halted.saying(going_on(talk.flow, language, stop, talk.result.sources()))
    if reply := asked(talk.flow, talk.run, language, lead):
        return talk.saying(reply)
    later = len(talk.evaluation.walk.later)
    skipped = phrase("precheck-skipped", language, count=later) if later else ""
    return talk.saying(short(talk.result, documents, paragraphs(lead, skipped)), is_open=False)


def _is_unfinished(talk: Talk) -> bool:
    return bool(talk.run.proposed or open_question(talk.flow, talk.run))


# ── answering ────────────────────────────────────────────────────────────────────────────


def _answer(talk: Talk, move: Move, documents: Documents | None) -> Turn:
    question, option = talk.flow.question[move.question or ""], move.option or ""
    run, open_now = talk.run, open_question(talk.flow, talk.run)
    given = run.answers.get(question.id)
    if question is not open_now and given == option:  # tapped twice
        return onward(talk, documents)
    if question is not open_now and given != LATER:
        return not_open(talk, question)
    answered = talk.with_(
        replace(run.answered(question, option, move.quote), halted=run.halted if run.halted == "passed" else "")
    )
    return onward(answered, documents, _noted(talk, answered, question, move))


def _noted(talk: Talk, answered: Talk, question: Question, move: Move) -> str:
    """What is said of an answer: how typed words were read, where to find out, what no longer counts."""
    language, option = talk.language, move.option or ""
    said = []
    if move.quote:
        words = {"question": question.label.in_(language), "answer": words_of(question, option, language)}
        said.append(phrase("precheck-noted", language, **words))
    if option == question.unsure:
        said.append(phrase("precheck-find-out", language, how=question.find_out.in_(language)))
    was, now = (set(walk(one.flow, one.run.answers).set_aside) for one in (talk, answered))
    if aside := [id_ for id_ in talk.flow.question if id_ in now - was]:
        labels = phrase("precheck-comma", language).join(talk.flow.question[id_].label.in_(language) for id_ in aside)
        said.append(phrase("precheck-set-aside", language, labels=labels))
    return "\n".join(said)


def not_open(talk: Talk, question: Question | None = None) -> Turn:
    """A tap on what is not open changes nothing: it is said, with how to change an answer, and what is open."""
    language, given = talk.language, talk.run.answers.get(question.id) if question else None
    shown = walk(talk.flow, talk.run.answers).shown
    text = phrase("precheck-not-open", language)
    if question and given is not None and question.id in shown:
        number, answer = str(shown.index(question.id) + 1), words_of(question, given, language)
        text = phrase("precheck-answered-already", language, number=number, answer=answer)
    if talk.kept.open and (reply := asked(talk.flow, talk.run, language, text)):
        return talk.saying(reply)
    resume = Choice(f"/precheck {talk.flow.programme}", phrase("precheck-do-go", language))
    found = (resume, *choices(talk.flow, language, ("result", "list")))
    return talk.saying(Reply(Kind.FALLBACK, text, language, choices=found), is_open=False)


# ── about the open question ──────────────────────────────────────────────────────────────


def _about_the_open(talk: Talk, move: Move, documents: Documents | None) -> Turn:
    question = open_question(talk.flow, talk.run)
    if move.verb == "back" and move.question in (None, question.id if question else None):
        return _taken_up(talk, before(talk.flow, talk.run), documents)
    if move.verb == "why" and (about := talk.flow.question[move.question] if move.question else question):
        return _why(talk, about)
    if question is None or move.question not in (None, question.id):
        return onward(talk, documents)  # a tap from before
    if move.verb == "later":
        answers = {**talk.run.answers, question.id: LATER} if talk.run.revisited is None else talk.run.answers
        return onward(talk.with_(replace(talk.run, answers=answers, revisited=None)), documents)
    if move.verb == "keep":
        return onward(talk.with_(replace(talk.run, revisited=None)), documents)
    lead = phrase("precheck-which-option", talk.language) if move.verb == "which" else ""
    return onward(talk, documents, lead)


def _why(talk: Talk, question: Question) -> Turn:
    """Why it is asked and on what clause, and then what is open again."""
    language, clause = talk.language, talk.flow.clauses[question.clause]
    lines = [
        question.why.in_(language),
        phrase("precheck-clause", language, where=clause.where.in_(language), says=clause.says.in_(language)),
    ]
    if clause.changed:
        lines.append(
            phrase(
                "precheck-changed", language, since=str(clause.changed.since), text=clause.changed.text.in_(language)
            )
        )
    lines.append(phrase("precheck-find-out", language, how=question.find_out.in_(language)))
    again = asked(talk.flow, talk.run, language)
    text = paragraphs("\n".join(lines), again.text if again else "")
    cites = [clause.cite, *(clause.changed.cite if clause.changed else ())]
    reply = Reply(
        Kind.ANSWER, text, language,
        sources=source_lines(talk.pack, cites, language), choices=again.choices if again else (),
    )  # fmt: skip
    return talk.saying(reply, is_open=again is not None)


def _change(talk: Talk, move: Move, documents: Documents | None) -> Turn:
    """An answered question again: by its id, by its number, or by choosing it from the list."""
    shown = walk(talk.flow, talk.run.answers).shown
    number = int(move.option) if move.option else 0
    if number:
        wanted = shown[number - 1] if number <= len(shown) else None
    else:
        wanted = move.question if move.question in shown else None
    if wanted is not None and wanted in talk.run.answers:
        return _taken_up(talk, wanted, documents)
    listed = answers_by_number(talk.flow, talk.run, talk.language)
    return talk.saying(listed, is_open=_is_unfinished(talk))


def _taken_up(talk: Talk, question: str | None, documents: Documents | None) -> Turn:
    """A question open again; its answer stands until another is given."""
    if question is None:
        return onward(talk, documents, phrase("precheck-first-question", talk.language))
    return onward(
        talk.with_(replace(talk.run, revisited=question, halted="passed" if talk.run.halted else "")), documents
    )


# ── proposals ────────────────────────────────────────────────────────────────────────────


def _confirm(talk: Talk, move: Move, documents: Documents | None) -> Turn:
    run = talk.run
    if not run.proposed or (move.question and run.proposed[0].question != move.question):
        return onward(talk, documents)  # a tap from before
    first = run.proposed[0]
    if move.verb == "each":
        run = replace(run, one_by_one=True)
    elif move.verb == "none":
        run = replace(run, proposed=())
    elif move.verb == "no":
        run = replace(run, proposed=run.proposed[1:])
    else:
        for proposal in run.proposed if move.verb == "all" else (first,):
            run = run.answered(talk.flow.question[proposal.question], proposal.option, proposal.quote)
    return onward(talk.with_(run), documents)


# ── going on, stopping, starting again ───────────────────────────────────────────────────


def _gone_on(talk: Talk) -> Talk:
    """Past a STOP that was told; where nothing else is open, what was put off is asked now."""
    run = replace(talk.run, halted="passed" if talk.run.halted else "", revisited=None)
    if open_question(talk.flow, run) is None:
        run = replace(run, answers={id_: option for id_, option in run.answers.items() if option != LATER})
    return talk.with_(run)


def _stopped(talk: Talk) -> Turn:
    language, programme = talk.language, talk.flow.programme
    count = sum(id_ in talk.flow.question for id_ in talk.run.answers)
    text = phrase("precheck-stopped", language, count=count, command=f"/precheck {programme}")
    found = (
        Choice(f"/precheck {programme}", phrase("precheck-do-go", language)),
        *choices(talk.flow, language, ("result",)),
    )
    return talk.saying(Reply(Kind.DONE, text, language, choices=found), is_open=False)


def _again(talk: Talk, move: Move, documents: Documents | None) -> Turn:
    """All answers away, but only once that is confirmed."""
    if move.verb == "anew":
        fresh = replace(talk.run, answers={}, prints={}, quotes={}, proposed=(), revisited=None, halted="")
        return onward(talk.with_(fresh), documents)
    text = phrase("precheck-again", talk.language, count=len(talk.run.answers))
    found = choices(talk.flow, talk.language, ("anew", "go" if _is_unfinished(talk) else "result"))
    return talk.saying(Reply(Kind.QUESTION, text, talk.language, choices=found), is_open=_is_unfinished(talk))


def _taken(talk: Talk, move: Move, documents: Documents | None) -> Turn:
    """A file of the result as it stands."""
    language, result = talk.language, talk.result
    files: tuple[Attachment, ...] = ()
    if move.verb == "ics" and not result.takes_a_deadline:
        text = phrase("precheck-no-deadline", language)
    elif documents is None:
        text = phrase("precheck-no-files", language)
    else:
        files = (file_of(result, move.verb, documents),)
        text = phrase("precheck-file", language, name=files[0].name)
    return talk.saying(
        Reply(Kind.DONE, text, language, choices=next_choices(result, documents), attachments=files),
        is_open=_is_unfinished(talk),
    )
