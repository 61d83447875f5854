"""A worked case as somebody types it: in two halves, with an edit and a side question in the first."""

from collections.abc import Iterator

from knowledge.flow import Flow
from knowledge.language import Language
from knowledge.precheck import Season, Verdict, evaluate, walk
from tests.precheck import cases, flow

SIDE: dict[Language, str] = {"zh": "截止时间是哪天？", "en": "When is the deadline?"}
SIDE_ANSWER: dict[Language, str] = {"zh": "2026年6月15日24时", "en": "24:00 Beijing time on 15 June 2026"}
VERDICTS: dict[Language, dict[str, str]] = {
    "zh": {"1": "未发现障碍", "2": "有待核实", "9": "可以补正", "3": "按现有回答，不符合"},
    "en": {"1": "No obstacle found", "2": "To be confirmed", "9": "Fixable", "3": "As answered, not met"},
}  # worked case → what its verdict is called
_CHANGE: dict[Language, str] = {"zh": "改第1题", "en": "change 1"}
_GO_ON: dict[Language, str] = {"zh": "继续", "en": "go on"}
_FIRST_HALF = 4  # questions answered before the side question


def halves(case_id: str, language: Language, season: Season = "open") -> tuple[list[str], list[str]]:
    """What is typed before and after a break; the first answer is given wrongly, and put right by an edit."""
    case = next(case for case in cases() if case["id"] == case_id)
    asked = flow(case["programme"])
    lines = list(_typed(asked, case["answers"], language, season))
    first, rest = lines[:_FIRST_HALF], lines[_FIRST_HALF:]
    who = asked.questions[0]
    wrong = str(list(who.options).index(who.unsure) + 1)
    return [wrong, *first[1:], _CHANGE[language], first[0], SIDE[language]], rest


def _typed(asked: Flow, answers: dict[str, str], language: Language, season: Season) -> Iterator[str]:
    """The number of each answer, question after question; told that something is not met, one goes on."""
    given: dict[str, str] = {}
    told = False
    while (id_ := walk(asked, given).next) is not None:
        given[id_] = answers[id_]
        yield str(list(asked.question[id_].options).index(answers[id_]) + 1)
        stops = evaluate(asked, given, season).verdict is Verdict.STOP
        if stops and not told and walk(asked, given).next:
            told = True
            yield _GO_ON[language]
