"""The pre-check as a dialogue: which messages are its own, and which pre-check they are about."""

import datetime as dt
from dataclasses import replace

from handlers.contract import Choice, Incoming, Kind, Reply
from handlers.phrases import phrase
from handlers.ports import Documents
from handlers.precheck.asking import asked, open_question, paragraphs
from handlers.precheck.kept import NAME, Kept, Run, kept_in
from handlers.precheck.moves import ASKED, OF_RESULTS, PREFIX, flow_of, move_of
from handlers.precheck.opening import begun, proposals_in
from handlers.precheck.starting import Request, request_in
from handlers.precheck.steps import after, not_open, onward
from handlers.precheck.talk import Talk, language_of
from handlers.precheck.understanding import Open, asks, bare, move_in, verb_in
from handlers.state import State
from handlers.turn import Dialogue, Turn
from knowledge.language import Language
from knowledge.library import Library
from knowledge.pack import Pack
from knowledge.precheck import Proposal, edition_of, flow_for
from knowledge.precheck.finishing import finished
from knowledge.question import Question


class Precheck(Dialogue):
    """Offered each message; takes what asks for a pre-check, and while one is open what answers it.

    Without `documents` the result can be read but not taken away as a file.
    """

    name = NAME

    def __init__(self, library: Library, documents: Documents | None = None) -> None:
        self._library = library
        self._pack = library.pack
        self._documents = documents
        self._programmes = tuple(dict.fromkeys(flow.programme for flow in library.pack.flows))

    async def handle(self, message: Incoming, question: Question, state: State) -> Turn | None:
        kept = kept_in(state, message.now)
        language = language_of(message, question, state, kept)
        if request := request_in(message, question, self._programmes):
            return self._asked_for(request, message.now, state, kept, language)
        if message.choice and not self.owns(message.choice):
            return None
        if kept.run is None or kept.programme not in self._programmes:
            return _nothing_open(self._pack, state, language) if message.choice else None
        talk = self._talk(kept.programme, kept.run, state, kept, message.now, language)
        if message.choice:
            return self._tapped(talk, message.choice)
        if not (kept.open or any(self.owns(choice.id) for choice in state.choices)):
            return None
        return self._typed(talk, message.text)

    def owns(self, choice: str) -> bool:
        return choice.startswith(PREFIX)

    def learn(self, told: str, state: State, now: dt.datetime) -> State:
        """Answers the description speaks for, proposed once a pre-check is begun."""
        return self._read_for_each(Request(told=told), kept_in(state, now), now).in_(state)

    def pending(self, state: State, language: Language) -> Reply | None:
        kept = kept_in(state)
        if not kept.open or kept.run is None:
            return None
        flow = next((flow for flow in self._pack.flows if flow.id == kept.run.flow), None)
        return asked(finished(flow, edition_of(self._pack, flow)), kept.run, language) if flow else None

    def _asked_for(self, request: Request, now: dt.datetime, state: State, kept: Kept, language: Language) -> Turn:
        programme = request.programme or (kept.programme if kept.open else None)
        if programme is None and len(self._programmes) == 1:
            programme = self._programmes[0]
        if programme in self._programmes:
            run = kept.runs.get(programme)
            talk = self._talk(programme, run, state, kept, now, language)
            return begun(talk, request, self._documents, is_new=run is None)
        if programme is None and request.told:
            kept = self._read_for_each(request, kept, now)
        return _which(self._pack, self._programmes, programme, state, kept, language)

    def _talk(
        self, programme: str, run: Run | None, state: State, kept: Kept, now: dt.datetime, language: Language
    ) -> Talk:
        """The run as it stands under the flow in force now; a new one where there is none."""
        flow = flow_for(self._pack, programme, now)
        run = run.moved_to(flow) if run else Run(flow.id, flow.version, now.isoformat())
        return Talk(self._library, flow, run, kept, state, now, language)

    def _read_for_each(self, request: Request, kept: Kept, now: dt.datetime) -> Kept:
        """What a description tells, kept for whichever programme is chosen; nothing counts before it is confirmed."""
        for programme in self._programmes:
            if programme not in kept.runs:
                flow = flow_for(self._pack, programme, now)
                run = Run(flow.id, flow.version, now.isoformat())
                if found := proposals_in(self._library, flow, run, request.told):
                    kept = replace(kept, runs={**kept.runs, programme: replace(run, proposed=found)})
        return kept

    def _tapped(self, talk: Talk, key: str) -> Turn:
        """What a tap does; one of another programme's pre-check, or of what is no longer asked, is told so."""
        move = move_of(talk.flow, key) if flow_of(key) == talk.flow.id else None
        if move is None or (move.verb in ASKED and not talk.kept.open):
            return not_open(talk)
        return after(talk, move, self._documents)

    def _typed(self, talk: Talk, text: str) -> Turn | None:
        """What typed words do: while a question is open they may answer it, or several at once; else only ask."""
        if not talk.kept.open:
            move = verb_in(bare(text))
            return after(talk, move, self._documents) if move and move.verb in OF_RESULTS else None
        unasked = replace(talk.run, answers={i: o for i, o in talk.run.answers.items() if i != talk.run.revisited})
        read = () if talk.run.proposed else proposals_in(self._library, talk.flow, unasked, text)
        move = move_in(_open_in(talk, read), text)
        if move and (len(read) < 2 or move.verb != "answer" or not move.quote):
            return after(talk, move, self._documents)
        if not read or asks(text):
            return after(talk, move, self._documents) if move else None
        return onward(talk.with_(replace(talk.run, proposed=read, one_by_one=False)), self._documents)


def _open_in(talk: Talk, read: tuple[Proposal, ...]) -> Open:
    """What is open for a message that tells what was read."""
    run = talk.run
    return Open(
        open_question(talk.flow, run),
        edition_of(talk.pack, talk.flow),
        {proposal.question: proposal for proposal in read},
        confirms=bool(run.proposed),
        one=run.one_by_one or len(run.proposed) == 1,
        goes_on=run.halted == "asked" and not run.proposed,
        this_year=talk.now.year,
    )


def _which(
    pack: Pack, programmes: tuple[str, ...], unknown: str | None, state: State, kept: Kept, language: Language
) -> Turn:
    """Which programme's pre-check is meant; one there is none of is named."""
    found = tuple(Choice(f"/precheck {p}", pack.programme[p].name.in_(language)) for p in programmes)
    text = phrase("precheck-which-programme", language)
    if unknown is not None:
        text = paragraphs(phrase("precheck-none-of", language, value=unknown), text)
    kind = Kind.CLARIFY if unknown is None else Kind.FALLBACK
    return Turn(Reply(kind, text, language, choices=found), replace(kept.in_(state), choices=found))


def _nothing_open(pack: Pack, state: State, language: Language) -> Turn:
    """A tap from before all was forgotten."""
    programmes = dict.fromkeys(flow.programme for flow in pack.flows)
    name = phrase("precheck-do-start", language)
    found = tuple(Choice(f"/precheck {p}", f"{name} · {pack.programme[p].name.in_(language)}") for p in programmes)
    return Turn(
        Reply(Kind.FALLBACK, phrase("precheck-nothing-open", language), language, choices=found),
        replace(state, choices=found),
    )
