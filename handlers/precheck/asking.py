"""What a pre-check asks, worded: a question with its choices, proposals to confirm, the answers by number."""

from collections.abc import Iterable

from handlers.contract import Choice, Kind, Reply, SourceLine
from handlers.phrases import phrase
from handlers.precheck.kept import Run
from handlers.precheck.moves import Move, Verb, key_of
from knowledge.flow import LATER, Flow, Question
from knowledge.language import Language
from knowledge.precheck import walk


def open_question(flow: Flow, run: Run) -> Question | None:
    """The question that is asked now: one taken up again, else the first without an answer."""
    walked = walk(flow, run.answers)
    if run.revisited in walked.shown:
        return flow.question[run.revisited]
    return flow.question[walked.next] if walked.next else None


def before(flow: Flow, run: Run) -> str | None:
    """The question asked before the open one."""
    shown, asked = walk(flow, run.answers).shown, open_question(flow, run)
    place = shown.index(asked.id) if asked else len(shown)
    return shown[place - 1] if place else None


def asked(flow: Flow, run: Run, language: Language, lead: str = "") -> Reply | None:
    """What is open, in words and choices; None where nothing is."""
    if run.proposed:
        return _confirming(flow, run, language, lead)
    if run.halted == "asked":
        return going_on(flow, language, lead)
    question = open_question(flow, run)
    return _question(flow, run, question, language, lead) if question else None


def _question(flow: Flow, run: Run, question: Question, language: Language, lead: str) -> Reply:
    walked = walk(flow, run.answers)
    number, of = str(walked.shown.index(question.id) + 1), str(len(walked.shown))
    head = phrase("precheck-progress", language, title=flow.title.in_(language), number=number, of=of)
    lines = [head, question.text.in_(language)]
    if is_open_again := run.revisited == question.id:
        lines.append(
            phrase("precheck-so-far", language, answer=words_of(question, run.answers.get(question.id), language))
        )
    options = [
        Choice(key_of(flow, Move("answer", question.id, id_)), o.text.in_(language))
        for id_, o in question.options.items()
    ]
    verbs: list[Verb] = ["keep"] if is_open_again else ["later"]
    verbs += ["why", *(["back"] if before(flow, run) else []), "stop"]  # type: ignore[list-item]  # mypy reads str
    return Reply(
        Kind.QUESTION, paragraphs(lead, "\n".join(lines)), language,
        choices=(*options, *choices(flow, language, verbs, question.id)),
    )  # fmt: skip


def choices(flow: Flow, language: Language, verbs: Iterable[Verb], question: str | None = None) -> tuple[Choice, ...]:
    """A choice for each thing that can be done, about a question where one is named."""
    return tuple(Choice(key_of(flow, Move(verb, question)), phrase(f"precheck-do-{verb}", language)) for verb in verbs)


def going_on(flow: Flow, language: Language, lead: str = "", sources: tuple[SourceLine, ...] = ()) -> Reply:
    """Whether to go on although it is certain that something is not met."""
    text = paragraphs(lead, phrase("precheck-go-on", language))
    return Reply(
        Kind.VERDICT, text, language, sources=sources, choices=choices(flow, language, ("go", "result", "list", "stop"))
    )


def _confirming(flow: Flow, run: Run, language: Language, lead: str) -> Reply:
    """The answers read from a description, each with the person's own words."""
    first = run.proposed[0]
    if run.one_by_one or len(run.proposed) == 1:
        text = "\n".join(
            [_proposal(flow, first.question, first.option, first.quote, language), phrase("precheck-right", language)]
        )
        return Reply(
            Kind.QUESTION,
            paragraphs(lead, text),
            language,
            choices=choices(flow, language, ("yes", "no"), first.question),
        )
    lines = [_proposal(flow, p.question, p.option, p.quote, language) for p in run.proposed]
    text = "\n".join([phrase("precheck-read", language), *lines, phrase("precheck-all-right", language)])
    return Reply(
        Kind.QUESTION, paragraphs(lead, text), language, choices=choices(flow, language, ("all", "each", "none"))
    )


def _proposal(flow: Flow, question: str, option: str, quote: str, language: Language) -> str:
    asked = flow.question[question]
    return phrase(
        "precheck-proposal", language,
        quote=quote, question=asked.label.in_(language), answer=asked.options[option].text.in_(language),
    )  # fmt: skip


def answers_by_number(flow: Flow, run: Run, language: Language) -> Reply:
    """Every question answered or put off so far, in order; its choice takes it up again.

    The numbers are those of the choices, and those the questions had.
    """
    shown = walk(flow, run.answers).shown
    last = max((place for place, id_ in enumerate(shown, 1) if id_ in run.answers), default=0)
    if not last:
        text = phrase("precheck-none-answered", language)
        return asked(flow, run, language, text) or Reply(Kind.QUESTION, text, language)
    listed = [flow.question[id_] for id_ in shown[:last]]
    found = tuple(
        Choice(
            key_of(flow, Move("change", q.id)),
            phrase(
                "precheck-answered",
                language,
                question=q.label.in_(language),
                answer=words_of(q, run.answers.get(q.id), language),
            ),
        )
        for q in listed
    )
    return Reply(Kind.QUESTION, phrase("precheck-which-answer", language), language, choices=found)


def words_of(question: Question, option: str | None, language: Language) -> str:
    """An answer in words; putting it off is one too."""
    if option in question.options:
        return question.options[option].text.in_(language)
    return phrase("precheck-put-off" if option == LATER else "precheck-unanswered", language)


def paragraphs(*texts: str) -> str:
    return "\n\n".join(text for text in texts if text)
