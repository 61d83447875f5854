"""What begins a pre-check, what typed words answer, and what is left to the other handlers."""

import pytest

from handlers.contract import Incoming, Kind
from handlers.precheck.kept import Run
from handlers.precheck.opening import proposals_in
from handlers.precheck.starting import Request, request_in
from handlers.precheck.understanding import Open, asks, move_in
from knowledge.library import Library
from knowledge.precheck import edition_of, flow_for
from tests.asked import NOW
from tests.handlers.test_precheck_talk import answers_kept, talking

PROGRAMMES = ("award", "case")


def _request(library: Library, text: str, choice: str | None = None) -> Request | None:
    message = Incoming("test", "one", text, NOW, choice=choice)
    return request_in(message, library.read(text, NOW), PROGRAMMES)


@pytest.mark.parametrize(
    ("text", "programme"),
    [
        ("做个资格预检", None),
        ("帮我看看符不符合条件", None),
        ("帮我逐条核对领先科技奖的申报条件", "award"),
        ("想给我们的实践案例做个自测", "case"),
        ("請幫我預檢實踐案例", "case"),
        ("一步步检查我们有没有资格", None),
        ("check our eligibility step by step", None),
        ("Run the pre-check for the practice cases", "case"),
        ("I'd like an eligibility check for the award", "award"),
        ("walk us through the conditions step by step", None),
        ("/precheck", None),
        ("/precheck@wicbot case", "case"),
        ("/start precheck", None),
        ("/start precheck_award", "award"),
        ("/start precheck-case", "case"),
    ],
)
def test_a_request_in_any_usual_words_begins_it(library: Library, text: str, programme: str | None) -> None:
    request = _request(library, text)
    assert request
    assert request.programme == programme


@pytest.mark.parametrize(
    "text",
    [
        "我们符合申报条件吗？", "请问我们有资格申报领先科技奖吗", "预检是什么？", "资格预审什么时候开始",
        "有没有自测工具",
        "are we eligible?", "Do we qualify for the award?", "what is the pre-check?", "who does the pre-check?",
        "申报条件有哪些", "what are the requirements?", "领先科技奖什么时候截止？", "/start", "/help",
        "/prechecks",
    ],
)  # fmt: skip
def test_a_question_begins_nothing(library: Library, text: str) -> None:
    assert _request(library, text) is None


def test_the_choice_below_an_answer_begins_it(library: Library) -> None:
    assert _request(library, "帮我预检资格", "q:precheck|p=case") == Request("case")
    assert _request(library, "帮我预检资格", "q:precheck") == Request(None)
    assert _request(library, "截止时间", "q:deadline|p=case") is None


def test_a_request_tells_of_the_entry_without_the_request_itself(library: Library) -> None:
    request = _request(library, "我们的项目2019年起在老挝和柬埔寨部署，能不能帮我预检实践案例？")
    assert request == Request("case", told="我们的项目2019年起在老挝和柬埔寨部署，")


async def test_the_advisors_choice_brings_the_type_along(library: Library) -> None:
    chat = talking(library)
    await chat.say("", choice="/precheck award key", language="en")
    assert await answers_kept(chat) == {"type": "key"}
    await chat.say("", choice="/precheck award basic", language="en")
    assert await answers_kept(chat) == {"type": "key"}  # an answer given is not changed behind one's back


async def test_what_is_told_for_an_unknown_programme_is_proposed_once_it_is_chosen(library: Library) -> None:
    chat = talking(library)
    which = await chat.say("我们的项目2019年起在老挝和柬埔寨部署。做个预检")
    assert which.kind is Kind.CLARIFY
    proposed = await chat.tap(which, 2)
    assert "“我们的项目2019年起在老挝和柬埔寨部署”" in proposed.text
    assert await answers_kept(chat) == {}
    await chat.say("都对")
    assert await answers_kept(chat) == {"start": "from_2016", "places": "two_plus"}


async def test_several_answers_in_one_message_are_proposed_together(library: Library) -> None:
    chat = talking(library)
    await chat.say("做个案例预检")
    reply = await chat.say("我们从2019年起在老挝和柬埔寨部署，与当地大学合作")
    assert "都对吗" in reply.text
    assert await answers_kept(chat) == {}
    await chat.say("都不采用")
    assert await answers_kept(chat) == {}


@pytest.mark.parametrize(
    ("question", "said", "option"),
    [
        ("start", "2019年", "from_2016"), ("start", "从二〇一九年开始的", "from_2016"), ("start", "in 2015", "in_2015"),
        ("start", "2009", "before_2015"), ("start", "去年", "from_2016"), ("start", "还没开始", "not_yet"),
        ("start", "说不准", "unsure"), ("start", "I don't know", "unsure"), ("who", "我们是高校", "listed"),
        ("who", "a university", "listed"), ("who", "企业", "listed"), ("who", "个人", "not_listed"),
        ("places", "两个以上", "two_plus"), ("places", "多个国家", "two_plus"), ("places", "只在国内", "one"),
        ("video", "已经备好了", "ready"), ("video", "没有，也来不及", "cannot"), ("video", "截止前能", "can"),
        ("twin", "没有", "alone"), ("twin", "有", "twice"), ("twin", "no", "alone"), ("online", "能", "can"),
        ("online", "不能", "cannot"), ("filed", "还没有", "not_yet"), ("fields", "一个", "one"),
    ],
)  # fmt: skip
async def test_an_answer_in_ones_own_words_is_understood(
    library: Library, question: str, said: str, option: str
) -> None:
    assert _moved(library, question, said) == option


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("start", "2019年的名单有哪些？"), ("start", "截止时间是哪天"), ("who", "高校可以申报吗"), ("who", "谢谢"),
        ("video", "视频有什么要求"), ("video", "not ready"), ("video", "没有备好"),
        ("places", "how many countries are needed"),
        ("start", "2月30日"), ("who", ""), ("start", "1" * 300),
    ],
)  # fmt: skip
def test_what_is_no_answer_is_left_to_others(library: Library, question: str, said: str) -> None:
    assert _moved(library, question, said) is None


@pytest.mark.parametrize(("question", "said"), [("start", "2014年到2019年"), ("link", "有"), ("k_new", "是的")])
def test_what_may_mean_several_options_is_asked_about(library: Library, question: str, said: str) -> None:
    flow = flow_for(library.pack, "award" if question.startswith("k_") else "case", NOW)
    move = move_in(Open(flow.question[question], edition_of(library.pack, flow), {}, this_year=2026), said)
    assert move
    assert move.verb == "which"


def _moved(library: Library, question: str, said: str) -> str | None:
    flow = flow_for(library.pack, "case", NOW)
    read = proposals_in(library, flow, Run(flow.id, flow.version, NOW.isoformat()), said)
    opened = Open(
        flow.question[question], edition_of(library.pack, flow), {p.question: p for p in read}, this_year=2026
    )
    move = move_in(opened, said)
    return move.option if move and move.verb == "answer" else None


def test_a_question_is_told_from_an_answer() -> None:
    assert all(map(asks, ("可以吗", "几个国家", "is it?", "what about Laos", "哪一类", "能不能报")))
    assert not any(map(asks, ("十几个国家", "2019年", "we are a university", "能")))
