"""Which category fits, asked in the chat: with a description, before one, and after an advice."""

import pytest

from bot.bootstrap import dialogues
from handlers.contract import Kind
from knowledge.library import Library
from tests.handlers.chat import Chat

TERMINAL = (
    "我们给远洋渔船造了一套卫星宽带终端，从天线、散热到外壳全是自己设计的，已经装了三千二百条船，"
    "平均无故障运行一万四千小时，船东每年省下通信费两亿多元。"
)
MUSEUMS = (
    "Since 2018 museums in Cairo, Athens and Xi'an have been opening their storerooms to each other online. Curators "
    "pick an object, colleagues abroad answer with one of their own, and visitors vote on the pairings."
)


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        (TERMINAL + "该报哪一类？", "工程研发"),
        ("请帮我们看看适合什么类别：" + TERMINAL, "工程研发"),
        (TERMINAL + "这应该报奖还是报案例？", "领先科技奖·工程研发"),
        (MUSEUMS + " Should this be an award or a case?", "Online Cultural Exchanges"),
        ("Where would this belong? " + MUSEUMS, "Online Cultural Exchanges"),
    ],
)
async def test_a_described_work_is_advised_whatever_the_wording(library: Library, text: str, heard: str) -> None:
    reply = await Chat(library).say(text)
    assert reply.kind is Kind.ANSWER
    assert heard in reply.text.splitlines()[0]
    assert reply.sources
    assert any(choice.id.startswith("/precheck ") for choice in reply.choices)


async def test_who_describes_nothing_is_told_of_the_categories_and_offered_advice(library: Library) -> None:
    chat = Chat(library)
    reply = await chat.say("我们该报哪一类？")
    assert "基础研究" in reply.text
    assert reply.choices[0].id == "/advise"
    invited = await chat.tap(reply)
    assert invited.kind is Kind.CLARIFY
    advised = await chat.say(TERMINAL)
    assert "工程研发" in advised.text.splitlines()[0]


async def test_a_description_after_the_question_is_advised_and_a_question_is_still_answered(library: Library) -> None:
    chat = Chat(library)
    await chat.say("which category should we choose")
    assert "Online Cultural Exchanges" in (await chat.say(MUSEUMS)).text.splitlines()[0]
    asked = await chat.say("When does it close?")
    assert asked.topic == "deadline"


async def test_a_side_of_a_question_can_be_tapped(library: Library) -> None:
    chat = Chat(library)
    reply = await chat.say(
        "我们提出了新的调度算法，攻克了行业多年的瓶颈，并做出了整套控制设备，已在三百个站点部署运行，报哪一类？"
    )
    sides = [choice for choice in reply.choices if choice.id.startswith("/advise award/")]
    assert [choice.id for choice in sides] == ["/advise award/key", "/advise award/engineering"]
    settled = await chat.say(sides[0].text, choice=sides[0].id)
    assert "关键技术" in settled.text
    assert [choice.id for choice in settled.choices] == ["/precheck award key"]


async def test_a_call_named_in_the_question_is_the_only_one_advised_on(library: Library) -> None:
    reply = await Chat(library).say(TERMINAL + "实践案例里该选哪个领域？")
    assert "工程研发" not in reply.text


async def test_nothing_of_a_description_is_kept(library: Library) -> None:
    chat = Chat(library)
    await chat.say(TERMINAL + "该报哪一类？")
    assert "渔船" not in (await chat.state()).to_json()


async def test_other_questions_are_left_to_the_others(library: Library) -> None:
    for text, topic in (("领先科技奖什么时候截止？", "deadline"), ("个人可以申报吗", "individual-applicant")):
        assert (await Chat(library).say(text)).topic == topic


async def test_the_pre_check_begins_with_what_the_description_told(library: Library) -> None:
    chat = Chat(library, dialogues=dialogues(library))
    advised = await chat.say(
        "我们的项目2019年起在老挝和柬埔寨部署农村宽带基站，给当地学校和诊所接通网络，想申报实践案例，报哪个领域合适？"
    )
    begin = next(choice for choice in advised.choices if choice.id.startswith("/precheck case"))
    asked = await chat.say(begin.text, choice=begin.id)
    assert "老挝和柬埔寨" in asked.text
    assert asked.kind is Kind.QUESTION


async def test_the_pre_check_of_the_award_begins_under_the_type_advised(library: Library) -> None:
    chat = Chat(library, dialogues=dialogues(library))
    chosen = await chat.say("x", choice="/advise award/key")
    begun = await chat.tap(chosen)
    assert begun.kind is Kind.QUESTION
    assert (await chat.state()).dialogue["precheck"]["runs"]["award"]["answers"] == {"type": "key"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "想申报，不知道是奖还是案例：我们牵头在非洲五国建了海底光缆登陆站，2019年通的，沿线上网费降了一半。",
            "网络基础设施建设",
        ),
        ("做了一个反诈App，在泰国、柬埔寨和中国的警方合作使用，2021年上线", "网络安全保障"),
        ("我们自研的水管漏损检测系统在十二个城市用了三年，漏损率从18%降到7%，属于哪一类", "最接近领先科技奖·工程研发"),
        (
            "我们有一篇2022年发在IEEE Transactions上的论文，提出了新理论，被引用500多次，国外好几个组都在用。",
            "基础研究",
        ),
    ],
)
async def test_a_description_in_a_line_or_two_is_advised_on(library: Library, text: str, said: str) -> None:
    reply = await Chat(library).say(text)
    assert (reply.kind, reply.topic) == (Kind.ANSWER, "which-category")
    assert said in reply.text


async def test_what_is_missing_is_told_of_the_category_that_is_nearest(library: Library) -> None:
    reply = await Chat(library).say("我们自研的水管漏损检测系统在十二个城市用了三年，漏损率从18%降到7%，属于哪一类")
    assert "是否国际首创" in reply.text
    assert "在哪里运行" not in reply.text  # that was told
