"""Commands and their plain words: what they change, and what they leave alone."""

import pytest

from bot.bootstrap import dialogues
from handlers.commands import COMMANDS, command_in
from handlers.contract import Incoming, Kind
from handlers.state import State
from knowledge.language import LANGUAGES, Language
from knowledge.library import Library
from tests.asked import NOW
from tests.handlers.chat import Chat

pytestmark = pytest.mark.asyncio


@pytest.fixture
def chat(library: Library) -> Chat:
    return Chat(library, dialogues=dialogues(library))


def _command(text: str) -> tuple[str | None, str]:
    return command_in(Incoming("test", "one", text, NOW))


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("written", ["/{}", " /{} ", "/{}@wicbot", "/{}@WicBot"])
async def test_a_command_is_known_however_it_is_written(name: str, written: str) -> None:
    assert _command(written.format(name))[0] == name
    assert _command(written.format(name.upper()))[0] == name


@pytest.mark.parametrize("name", COMMANDS)
async def test_every_command_is_answered(chat: Chat, name: str) -> None:
    reply = await chat.say(f"/{name}")
    assert reply.kind in (Kind.DONE, Kind.ANSWER, Kind.CLARIFY)
    assert reply.text


@pytest.mark.parametrize("name", COMMANDS)
async def test_a_command_that_names_the_bot_is_answered_alike(chat: Chat, library: Library, name: str) -> None:
    """`/advise@wicbot`, as it is tapped in a group's menu, used to be unknown."""
    another = Chat(library, dialogues=dialogues(library))
    named = await chat.say(f"/{name}@wicbot", language="en")
    assert named.text == (await another.say(f"/{name}", language="en")).text


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_help_names_every_command(chat: Chat, language: Language) -> None:
    text = (await chat.say("/help", language=language)).text
    assert [name for name in COMMANDS if name != "start" and f"/{name}" not in text] == []


@pytest.mark.parametrize(
    ("words", "name"),
    [("帮助", "help"), ("Help!", "help"), ("隐私政策", "privacy"), ("What do you store about me?", "privacy"),
     ("删除我的数据", "forget"), ("Forget me.", "forget"), ("delete my data", "forget"), ("取消", "cancel"),
     ("算了", "cancel"), ("never mind", "cancel"), ("重新开始", "start"), ("start over", "start"),
     ("请用中文回答", "lang"), ("switch to English", "lang"), ("换语言", "lang"), ("刪除我的數據", "forget")],
)  # fmt: skip
async def test_plain_words_do_what_the_command_does(words: str, name: str) -> None:
    assert _command(words)[0] == name


@pytest.mark.parametrize(
    "text",
    ["取消报名怎么操作", "怎么取消申报", "start date of the award", "help us choose a category",
     "隐私数据会公开吗",
     "我想开始申报", "stop sending entries when?", "the language of the form", "1/2", "and/or",
     "http://x/start"],
)  # fmt: skip
async def test_a_question_that_holds_the_word_is_no_command(text: str) -> None:
    assert _command(text) == (None, "")


async def test_forgetting_erases_all_that_is_kept(chat: Chat) -> None:
    await chat.say("/lang en")
    await chat.say("实践案例什么时候截止")
    assert await chat.state() != State()
    await chat.say("/forget")
    assert await chat.state() == State()


async def test_forgetting_is_answered_in_the_language_that_was_spoken(chat: Chat) -> None:
    await chat.say("实践案例什么时候截止？")
    assert (await chat.say("/forget")).language == "zh"


async def test_forgetting_leaves_other_chats_alone(library: Library) -> None:
    one = Chat(library, "one")
    two = Chat(library, "two", one.conversations)
    await one.say("/lang en")
    await two.say("/lang en")
    await one.say("/forget")
    assert (await one.state()).language is None
    assert (await two.state()).language == "en"


async def test_starting_and_cancelling_keep_the_language_and_drop_the_question(chat: Chat) -> None:
    await chat.say("/lang en")
    for command in ("/start", "/cancel"):
        await chat.say("实践案例什么时候截止")
        await chat.say(command)
        state = await chat.state()
        assert (state.language, state.last) == ("en", None)


async def test_a_fixed_language_holds_for_everything_until_it_is_freed(chat: Chat) -> None:
    await chat.say("/lang en")
    for text in ("领先科技奖什么时候截止", "你好", "今天天气怎么样", "/help", "帮助", "", "/nothing"):
        assert (await chat.say(text)).language == "en"
    await chat.say("/lang auto")
    assert (await chat.say("领先科技奖什么时候截止")).language == "zh"


async def test_the_callers_language_goes_before_the_fixed_one_and_is_not_kept(chat: Chat) -> None:
    await chat.say("/lang en")
    assert (await chat.say("领先科技奖什么时候截止", language="zh")).language == "zh"
    assert (await chat.say("领先科技奖什么时候截止")).language == "en"


@pytest.mark.parametrize("argument", ["zh", "ZH", "中文", "Chinese"])
async def test_the_language_has_several_names(chat: Chat, argument: str) -> None:
    await chat.say(f"/lang {argument}")
    assert (await chat.state()).language == "zh"


async def test_an_unknown_language_changes_nothing(chat: Chat) -> None:
    await chat.say("/lang en")
    reply = await chat.say("/lang klingon")
    assert "klingon" in reply.text
    assert (await chat.state()).language == "en"


@pytest.mark.parametrize("command", ["/frobnicate", "/HELPME", "/deadlines_x"])
async def test_an_unknown_command_is_named_and_helped_with(chat: Chat, command: str) -> None:
    reply = await chat.say(command)
    assert reply.kind == Kind.FALLBACK
    assert command.lower() in reply.text
    assert "/help" in reply.text


async def test_a_command_in_the_midst_of_a_talk_does_not_break_it(chat: Chat) -> None:
    await chat.say("实践案例什么时候截止？")
    await chat.say("/help")
    assert "常瑶" in (await chat.say("联系人是谁？")).text


@pytest.mark.parametrize("text", ["/precheck award", "/deadlines", "/subscribe", "/help", "/advise", "12"])
async def test_what_tells_no_language_is_answered_in_that_of_the_program_it_was_typed_in(
    library: Library, text: str
) -> None:
    for language in LANGUAGES:
        chat = Chat(library, dialogues=dialogues(library))
        assert (await chat.say(text, speaks=language)).language == language


@pytest.mark.parametrize("command", ["/subscriptions@wicbot", "/subscriptions", "/precheck", "/help", "/contacts"])
async def test_behind_a_greeting_in_both_languages_that_of_the_program_counts(library: Library, command: str) -> None:
    """The greeting's buttons were taken for something that had been said, and the next command was in English."""
    for language in LANGUAGES:
        chat = Chat(library, dialogues=dialogues(library))
        await chat.say("/start", speaks=language)
        assert (await chat.say(command, speaks=language)).language == language
        assert (await chat.say("/privacy", speaks=language)).language == language


@pytest.mark.parametrize("between", ["/start", "/cancel"])
async def test_the_language_spoken_last_goes_on_where_nothing_of_the_talk_does(chat: Chat, between: str) -> None:
    await chat.say("When is the deadline for the award?", speaks="zh")
    await chat.say(between, speaks="zh")
    assert (await chat.say("/help", speaks="zh")).language == "en"
    await chat.say("实践案例什么时候截止？")
    await chat.say(between)
    assert (await chat.say("/help")).language == "zh"


async def test_what_was_said_goes_before_the_program_it_was_typed_in(chat: Chat) -> None:
    assert (await chat.say("When is the deadline for the award?", speaks="zh")).language == "en"
    assert (await chat.say("/precheck award", speaks="zh")).language == "en"
    await chat.say("/lang zh", speaks="en")
    assert (await chat.say("/precheck case", speaks="en")).language == "zh"
