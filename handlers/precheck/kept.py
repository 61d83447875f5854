"""What a chat keeps of its pre-checks: one run per programme, by question name, with no cursor stored."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from handlers.state import State
from knowledge.flow import Flow, Question
from knowledge.language import Language
from knowledge.precheck import Proposal

NAME = "precheck"
KEPT_FOR = dt.timedelta(days=90)


@dataclass(frozen=True)
class Run:
    """One programme's pre-check as far as it got. `at` is the ISO instant of its last change."""

    flow: str
    version: str
    at: str
    answers: Mapping[str, str] = field(default_factory=dict)
    prints: Mapping[str, str] = field(default_factory=dict)  # of each answered question, as it was when asked
    quotes: Mapping[str, str] = field(default_factory=dict)  # the words a confirmed answer was read from
    proposed: tuple[Proposal, ...] = ()  # read from a description; they count only once confirmed
    one_by_one: bool = False  # proposals are confirmed one after another
    revisited: str | None = None  # an answered question that is open again
    halted: Literal["", "asked", "passed"] = ""  # whether to go on after a STOP: not yet asked, asked, gone on
    changed: bool = False  # the flow is another since, and it has not been said yet

    def answered(self, question: Question, option: str, quote: str = "") -> "Run":
        """With this answer in place of any earlier one; what was set aside by it stays."""
        quotes = {id_: words for id_, words in self.quotes.items() if id_ != question.id}
        return replace(
            self,
            answers={**self.answers, question.id: option},
            prints={**self.prints, question.id: fingerprint(question)},
            quotes={**quotes, question.id: quote} if quote else quotes,
            proposed=tuple(p for p in self.proposed if p.question != question.id),
            revisited=None,
        )

    def moved_to(self, flow: Flow) -> "Run":
        """The same run under a flow that may be another: answers to questions that are the same go on to count."""
        if flow.version == self.version:
            return self
        same = {
            id_
            for id_ in self.answers
            if id_ in flow.question and self.prints.get(id_) == fingerprint(flow.question[id_])
        }
        answers, prints, quotes = (
            {id_: value for id_, value in old.items() if id_ in same}
            for old in (self.answers, self.prints, self.quotes)
        )
        return Run(flow.id, flow.version, self.at, answers, prints, quotes, changed=True)


@dataclass(frozen=True)
class Kept:
    """All runs of a chat; `open` while one of them asks. `language` is the one last spoken in it."""

    open: bool = False
    programme: str | None = None
    language: Language | None = None
    runs: Mapping[str, Run] = field(default_factory=dict)

    @property
    def run(self) -> Run | None:
        """The run of the programme last asked about."""
        return self.runs.get(self.programme or "")

    def with_run(self, programme: str, run: Run) -> "Kept":
        return replace(self, programme=programme, runs={**self.runs, programme: run})

    def in_(self, state: State) -> State:
        """The state with this kept in it."""
        runs = {
            programme: {**asdict(run), "proposed": [asdict(p) for p in run.proposed]}
            for programme, run in self.runs.items()
        }
        data = {"open": self.open, "programme": self.programme, "language": self.language, "runs": runs}
        return replace(state, dialogue={**state.dialogue, NAME: data})


def kept_in(state: State, now: dt.datetime | None = None, kept_for: dt.timedelta = KEPT_FOR) -> Kept:
    """What a state keeps; a run nobody touched for so long is gone, and so is what no program of ours wrote."""
    data = state.dialogue.get(NAME)
    if not isinstance(data, dict):
        return Kept()
    try:
        runs = {programme: _run(run) for programme, run in data["runs"].items()}
        kept = Kept(bool(data["open"]), data["programme"], data["language"], runs)
    except (KeyError, TypeError, AttributeError):
        return Kept()
    alive = {programme: run for programme, run in runs.items() if now is None or not _is_over(run, now, kept_for)}
    return replace(kept, runs=alive, open=kept.open and kept.programme in alive)


def _run(data: Mapping[str, Any]) -> Run:
    proposed = tuple(Proposal(**one) for one in data.get("proposed", ()))
    return Run(**{**data, "proposed": proposed})


def _is_over(run: Run, now: dt.datetime, kept_for: dt.timedelta) -> bool:
    try:
        return now - dt.datetime.fromisoformat(run.at) > kept_for
    except (ValueError, TypeError):
        return True


def fingerprint(question: Question) -> str:
    """Equal as long as what is asked, the options and when it is asked are."""
    asked = {
        "text": question.text.model_dump(),
        "options": {id_: option.text.model_dump() for id_, option in question.options.items()},
        "show_if": question.show_if,
    }
    return hashlib.sha256(json.dumps(asked, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:8]
