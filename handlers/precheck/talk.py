"""Where one message finds a pre-check: its flow, what is kept of it, when it is and which language is spoken."""

import datetime as dt
import re
from dataclasses import dataclass, replace

from handlers.contract import Incoming, Reply
from handlers.precheck.kept import NAME, Kept, Run
from handlers.precheck.result import Result
from handlers.state import State
from handlers.turn import Turn
from knowledge.flow import Flow
from knowledge.language import Language
from knowledge.library import Library
from knowledge.pack import Pack
from knowledge.precheck import Evaluation
from knowledge.question import Question
from knowledge.text import CJK


@dataclass(frozen=True)
class Talk:
    """A run as a message finds it; `saying` gives the turn that leaves another one behind."""

    library: Library
    flow: Flow
    run: Run
    kept: Kept
    state: State
    now: dt.datetime
    language: Language

    @property
    def pack(self) -> Pack:
        return self.library.pack

    @property
    def result(self) -> Result:
        return Result(self.pack, self.flow, self.run, self.now, self.language)

    @property
    def evaluation(self) -> Evaluation:
        return self.result.evaluation

    def with_(self, run: Run) -> "Talk":
        return replace(self, run=run)

    def saying(self, reply: Reply, *, is_open: bool = True) -> Turn:
        """The reply, with the run kept as it is now."""
        run = replace(self.run, at=self.now.isoformat(), changed=False)
        kept = replace(self.kept.with_run(self.flow.programme, run), open=is_open, language=self.language)
        return Turn(replace(reply, topic=NAME), replace(kept.in_(self.state), choices=reply.choices))


def language_of(message: Incoming, question: Question, state: State, kept: Kept) -> Language:
    """The language fixed, else that of what was typed or of the choices picked from, else the one spoken before."""
    if fixed := message.language or state.language:
        return fixed
    if message.choice:
        offered = [choice.text for choice in state.choices]
        said = " ".join(offered) if message.choice in {choice.id for choice in state.choices} else message.text
    else:
        said = "" if message.text.startswith("/") else message.text
    if CJK.search(said):
        return "zh"
    if re.search(r"[A-Za-z]{2}", said):
        return "en"
    return (kept.language if kept.open else None) or (state.last.language if state.last else None) or question.language
