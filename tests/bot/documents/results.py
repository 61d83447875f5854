"""Results to make documents of: of the shipped flows, and one made up to be as nasty as a sheet can be."""

import datetime as dt

from knowledge.pack import CONTENT, Pack, read_pack
from knowledge.precheck import evaluate, flow_for, make_sheet, season_of
from knowledge.precheck.results import Evaluation, Verdict
from knowledge.precheck.sheet import Line, Section, Sheet
from tests.fakes import NOON

AFTER = dt.datetime(2026, 7, 1, 9, tzinfo=NOON.tzinfo)


def shipped_pack() -> Pack:
    pack, draft = read_pack(CONTENT)
    assert pack, draft.faults
    return pack


def evaluated(pack: Pack, programme: str, answers: dict[str, str], now: dt.datetime = NOON) -> Evaluation:
    flow = flow_for(pack, programme, now)
    return evaluate(flow, answers, season_of(pack, flow, now))


def sheet_of(pack: Pack, programme: str, language: str = "zh") -> Sheet:
    answers = {"type": "undecided", "who": "listed", "twin": "twice", "b_pub": "none"}
    known = {id_: option for id_, option in answers.items() if id_ in flow_for(pack, programme, NOON).question}
    return make_sheet(pack, evaluated(pack, programme, known), NOON, "en" if language == "en" else "zh")


NASTY = '<script>alert("x")</script> & <img src=x onerror=y>'


def nasty_sheet() -> Sheet:
    """Markup in every field."""
    line = Line(
        id="a", mark="✗", words=NASTY, title=NASTY, reason=NASTY, clause=NASTY, todo=NASTY, changed=NASTY,
        value="no", kind="judged", kind_words=NASTY,
    )  # fmt: skip
    return Sheet(
        language="en",
        title=NASTY,
        header=(NASTY,),
        verdict=Verdict.STOP,
        verdict_words=NASTY,
        verdict_sentence=NASTY,
        sections=(Section("todo", NASTY, (line,), NASTY), Section("conditions", NASTY, (line,), NASTY)),
        footer=(NASTY,),
    )
