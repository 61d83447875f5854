"""The pre-check as talk: what holds whatever is tapped or typed, and what is kept of it."""

import datetime as dt
import random
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from bot.documents.files import DocumentFiles
from bot.memory import MemoryConversations
from handlers.contract import Kind, Reply
from handlers.precheck import Precheck
from handlers.precheck.kept import NAME, Kept, Run, fingerprint, kept_in
from handlers.precheck.moves import Move, Verb, key_of, move_of
from handlers.precheck.understanding import Open, move_in
from handlers.state import State
from knowledge.flow import LATER, Flow, Question
from knowledge.language import LANGUAGES, Language, Text
from knowledge.library import Library
from knowledge.precheck import edition_of, evaluate, flow_for, walk
from tests.asked import NOW
from tests.handlers.chat import Chat

PROGRAMMES = ("award", "case")
TYPED = (
    "为什么",
    "back",
    "上一步",
    "跳过",
    "skip",
    "结果",
    "result",
    "改",
    "change 2",
    "改第3题",
    "改99",
    "继续",
    "停",
    "stop",
    "不确定",
    "not sure",
    "yes",
    "没有",
    "2019年",
    "2024",
    "/lang en",
    "/lang zh",
    "/lang auto",
    "9",
    "0",
    "不变",
    "keep",
    "截止时间是哪天？",
    "what does it cost?",
    "完整结果",
    "重新开始",
    "word",
    "日历",
    "高校",
    "🎉",
    "我们2019年起在老挝和柬埔寨部署",
    "预检",
    "/precheck award",
    "/precheck case basic",
    "/cancel",
    "帮助",
    "是",
    "json",
)
_SAID_OF_A_REPLY = 4000  # characters; what every channel can send in one piece


@pytest.fixture
def chat(library: Library) -> Chat:
    return talking(library)


def talking(library: Library, conversations: MemoryConversations | None = None) -> Chat:
    dialogue = Precheck(library, DocumentFiles())
    return Chat(library, conversations=conversations, dialogues=(dialogue,))


async def answers_kept(chat: Chat) -> Mapping[str, str]:
    run = kept_in(await chat.state()).run
    return run.answers if run else {}


async def answer(chat: Chat, flow: Flow, question: str, option: str) -> Reply:
    return await chat.say(option, choice=key_of(flow, Move("answer", question, option)))


async def answer_all(chat: Chat, flow: Flow, answers: Mapping[str, str]) -> Reply:
    """Give the answers in the order asked; past a STOP that is told early."""
    reply = await chat.say(f"/precheck {flow.programme}")
    while (asked := walk(flow, await answers_kept(chat)).next) is not None:
        reply = await answer(chat, flow, asked, answers[asked])
        if any(choice.id == key_of(flow, Move("go")) for choice in reply.choices):
            reply = await chat.say("继续", choice=key_of(flow, Move("go")))
    return reply


def drawn_answers(flow: Flow, luck: random.Random) -> dict[str, str]:
    return {question.id: luck.choice(list(question.options)) for question in flow.questions}


def assert_sound(reply: Reply) -> None:
    assert reply.text.strip()
    assert len(reply.text) <= _SAID_OF_A_REPLY
    assert all(0 < len(choice.id.encode()) <= 64 and choice.text.strip() for choice in reply.choices)
    assert len({choice.id for choice in reply.choices}) == len(reply.choices)


# ── anything goes ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("seed", range(12))
async def test_random_talk_gets_one_sound_reply_each_and_never_raises(library: Library, seed: int) -> None:
    luck, chat = random.Random(seed), talking(library)
    reply = await chat.say(luck.choice(("/precheck case", "/precheck award", "预检", "run the pre-check")))
    older = [reply]
    for _ in range(40):
        act = luck.random()
        if act < 0.55 and reply.choices:
            reply = await chat.tap(reply, luck.randint(1, len(reply.choices)))
        elif act < 0.65 and (stale := luck.choice(older)).choices:
            reply = await chat.tap(stale, luck.randint(1, len(stale.choices)))
        else:
            reply = await chat.say(luck.choice(TYPED))
        assert_sound(reply)
        older.append(reply)
        state = await chat.state()
        assert State.from_json(state.to_json()) == state
        chat.wait(minutes=luck.choice((0, 1, 60)))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("programme", PROGRAMMES)
async def test_the_verdict_is_that_of_the_answers_however_they_were_given(
    library: Library, programme: str, seed: int
) -> None:
    flow, luck = flow_for(library.pack, programme, NOW), random.Random(seed)
    chat, given = talking(library), drawn_answers(flow, luck)
    reply = await answer_all(chat, flow, given)
    assert reply.kind is Kind.VERDICT
    for _ in range(3):  # change some of what was asked, and answer what that brings up
        changed = luck.choice(walk(flow, await answers_kept(chat)).shown)
        given[changed] = luck.choice(list(flow.question[changed].options))
        await chat.say("Change", choice=key_of(flow, Move("change", changed)))
        await answer(chat, flow, changed, given[changed])
        reply = await answer_all(chat, flow, given)
    fresh = await answer_all(talking(library), flow, given)
    counted = walk(flow, await answers_kept(chat)).counted
    assert counted == walk(flow, given).counted
    expected = evaluate(flow, given, "open").verdict
    assert evaluate(flow, await answers_kept(chat), "open").verdict is expected
    assert reply.sources == fresh.sources
    assert _verdict_part(reply) == _verdict_part(fresh)


def _verdict_part(reply: Reply) -> str:
    """The text from the title on; above it stands how far one had got."""
    return reply.text[reply.text.rfind("Pre-check for the 2026") :]


@pytest.mark.parametrize("programme", PROGRAMMES)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_option_can_be_typed_in_its_words_or_by_its_number(
    library: Library, programme: str, language: Language
) -> None:
    flow = flow_for(library.pack, programme, NOW)
    wrong = []
    for question in flow.questions:
        for number, (id_, option) in enumerate(question.options.items(), 1):
            said = option.text.zh if language == "zh" else str(number)
            chat = await _at(library, flow, question, language)
            await chat.say(said, language=language)
            if (await answers_kept(chat)).get(question.id) != id_:
                wrong.append((question.id, id_, said))
            move = move_in(Open(question, edition_of(library.pack, flow), {}), option.text.en.upper() + ".")
            if move != Move("answer", question.id, id_):
                wrong.append((question.id, id_, option.text.en))
    assert wrong == []


async def _at(library: Library, flow: Flow, question: Question, language: Language) -> Chat:
    """A chat in which this question is open."""
    chat, given = talking(library), _leading_to(flow, question)
    prints = {id_: fingerprint(flow.question[id_]) for id_ in given}
    run = Run(flow.id, flow.version, NOW.isoformat(), given, prints, halted="passed")
    state = Kept(True, flow.programme, language, {flow.programme: run}).in_(State())
    pending = Precheck(library).pending(state, language)
    assert pending
    async with chat.conversations.open("test", "one") as memory:
        memory.state = replace(state, choices=pending.choices)
    return chat


def _leading_to(flow: Flow, question: Question) -> dict[str, str]:
    """Answers under which this question is the next one."""
    given: dict[str, str] = {}
    for earlier in flow.questions[: flow.questions.index(question)]:
        wanted = question.show_if.get(earlier.id, tuple(earlier.options))
        if walk(flow, given).next == earlier.id:
            given[earlier.id] = wanted[0]
    assert walk(flow, given).next == question.id, question.id
    return given


# ── taps ─────────────────────────────────────────────────────────────────────────────────


def test_the_key_of_every_move_fits_and_is_read_again(library: Library) -> None:
    for programme in PROGRAMMES:
        flow = flow_for(library.pack, programme, NOW)
        moves = [Move("answer", q.id, o) for q in flow.questions for o in q.options]
        moves += [Move(verb, q.id) for q in flow.questions for verb in ("later", "why", "back", "change", "yes")]
        assert len(moves) > 100
        for move in moves:
            assert len(key_of(flow, move).encode()) <= 64
            assert move_of(flow, key_of(flow, move)) == move


def test_ids_too_long_for_a_key_are_told_by_their_place(library: Library) -> None:
    flow = flow_for(library.pack, "case", NOW)
    first = flow.questions[0]
    long = first.model_copy(update={"id": "q" * 40, "options": {"o" * 40: first.options["listed"]}})
    longer = flow.model_copy(update={"questions": (long, *flow.questions[1:])})
    key = key_of(longer, Move("answer", long.id, "o" * 40))
    assert len(key.encode()) <= 64
    assert move_of(longer, key) == Move("answer", long.id, "o" * 40)


@pytest.mark.parametrize(
    "key", ["p:", "p:case-2026", "p:case-2026:", "p:case-2026:start", "p:case-2026:start:9999", "p:case-2026:!answer",
            "p:case-2026:!no-such", "p:case-2026:!why:nothing", "p:other-2020:start:from_2016", "p:case-2026:-1:0",
            "p:case-2026:²:0", "p:case-2026:!change:", "p:case-2026:!which"],
)  # fmt: skip
@pytest.mark.parametrize("begun", [True, False])
async def test_a_forged_key_changes_nothing(chat: Chat, key: str, begun: bool) -> None:
    if begun:
        await chat.say("/precheck case")
    before = await answers_kept(chat)
    assert_sound(await chat.say("?", choice=key))
    assert await answers_kept(chat) == before


async def test_a_double_tap_is_harmless_and_a_late_one_is_told(chat: Chat) -> None:
    first = await chat.say("做个案例预检")
    second = await chat.tap(first, 1)
    again = await chat.tap(first, 1)
    assert again.text == second.text
    late = await chat.tap(first, 2)
    assert "已经答过" in late.text
    assert "改第1题" in late.text
    assert late.text.endswith(second.text)
    assert await answers_kept(chat) == {"who": "listed"}


async def test_skipping_twice_skips_one_question(chat: Chat) -> None:
    first = await chat.say("做个案例预检")
    skip = next(number for number, choice in enumerate(first.choices, 1) if choice.text.startswith("跳过"))
    await chat.tap(first, skip)
    await chat.tap(first, skip)
    assert await answers_kept(chat) == {"who": LATER}


async def test_a_skipped_question_can_still_be_tapped(chat: Chat) -> None:
    first = await chat.say("做个案例预检")
    await chat.say("跳过")
    await chat.tap(first, 1)
    assert await answers_kept(chat) == {"who": "listed"}


async def test_going_back_and_keeping_changes_nothing(chat: Chat, library: Library) -> None:
    flow = flow_for(library.pack, "case", NOW)
    await chat.say("做个案例预检")
    await answer(chat, flow, "who", "listed")
    here = await answer(chat, flow, "filed", "not_yet")
    assert "目前的回答" in (await chat.say("上一步")).text
    assert "以什么身份" in (await chat.say("上一步")).text
    assert (await chat.say("不变")).text == here.text


# ── what is kept ─────────────────────────────────────────────────────────────────────────


async def test_it_goes_on_after_days_and_in_another_process(library: Library, chat: Chat) -> None:
    await chat.say("做个案例预检")
    await chat.say("1")
    async with chat.conversations.open("test", "one") as memory:
        memory.state = State.from_json(memory.state.to_json())  # as a restart reads it
    again = talking(library, chat.conversations)
    again.now = chat.now + dt.timedelta(days=9)
    assert "已经提交了吗" in (await again.say("还没有提交")).text or (await answers_kept(again)) == {
        "who": "listed", "filed": "not_yet",
    }  # fmt: skip


async def test_answers_are_kept_for_ninety_days_and_no_longer(chat: Chat) -> None:
    await chat.say("做个案例预检")
    await chat.say("1")
    chat.wait(days=89)
    assert "已答1题" in (await chat.say("/precheck case", language="zh")).text
    chat.wait(days=91)
    assert "第1题" in (await chat.say("/precheck case", language="zh")).text
    assert await answers_kept(chat) == {}


async def test_after_the_result_only_what_concerns_it_is_taken(chat: Chat, library: Library) -> None:
    flow = flow_for(library.pack, "case", NOW)
    await answer_all(chat, flow, {q.id: next(iter(q.options)) for q in flow.questions})
    for said in ("为什么", "停", "跳过", "是的", "截止时间是哪天？"):
        assert (await chat.say(said)).kind not in (Kind.QUESTION, Kind.VERDICT)
        await answer_all(chat, flow, {})
    assert "改哪一题" in (await chat.say("修改")).text


async def test_forget_erases_it(chat: Chat) -> None:
    await chat.say("做个案例预检")
    await chat.say("1")
    await chat.say("/forget")
    assert NAME not in (await chat.state()).dialogue


async def test_a_language_changed_midway_keeps_the_answers(chat: Chat) -> None:
    await chat.say("做个案例预检")
    await chat.say("1")
    english = await chat.say("not yet")
    assert "five fields" in english.text
    assert "五大领域" in (await chat.say("/lang zh")).text
    assert await answers_kept(chat) == {"who": "listed", "filed": "not_yet"}


def test_answers_to_questions_that_are_the_same_outlive_a_change_of_the_rules(library: Library) -> None:
    flow = flow_for(library.pack, "case", NOW)
    run = Run(flow.id, flow.version, NOW.isoformat())
    for question, option in (("who", "listed"), ("filed", "not_yet"), ("fields", "one")):
        run = run.answered(flow.question[question], option, "words")
    asked = flow.question["filed"].model_copy(update={"text": Text(zh="换了一个问法？", en="Asked otherwise?")})
    told = flow.question["fields"].model_copy(update={"why": Text(zh="换了理由。", en="Another reason.")})
    other = {"filed": asked, "fields": told}
    changed = flow.model_copy(update={"questions": tuple(other.get(q.id, q) for q in flow.questions)})
    changed.__dict__.pop("question", None)  # worked out anew for the copy
    changed.__dict__.pop("version", None)
    moved = run.moved_to(changed)
    assert moved.answers == {"who": "listed", "fields": "one"}
    assert moved.changed
    assert walk(changed, moved.answers).next == "filed"
    assert run.moved_to(flow) is run


async def test_changed_rules_are_said_once(chat: Chat) -> None:
    await chat.say("做个案例预检")
    await chat.say("1")
    kept = kept_in(await chat.state())
    older = replace(kept.runs["case"], version="0123456789")
    async with chat.conversations.open("test", "one") as memory:
        memory.state = kept.with_run("case", older).in_(memory.state)
    assert "规则有变化" in (await chat.say("/precheck case", language="zh")).text
    assert "规则有变化" not in (await chat.say("/precheck case", language="zh")).text


# ── files ────────────────────────────────────────────────────────────────────────────────


FORMS: tuple[Verb, ...] = ("word", "html", "text", "ics", "json")


async def test_a_result_can_be_taken_away_in_each_form(chat: Chat, library: Library) -> None:
    flow = flow_for(library.pack, "case", NOW)
    result = await answer_all(chat, flow, {q.id: next(iter(q.options)) for q in flow.questions})
    assert [file.name for file in result.attachments] == ["precheck-case-2026.json"]
    assert result.files == ()  # data for a page that draws the result; a person picks a file
    forms = [choice.id.rpartition("!")[2] for choice in result.choices]
    assert [form for form in forms if form in FORMS] == list(FORMS)
    taken: dict[str, bytes] = {}
    for form in FORMS:
        reply = await chat.say(form, choice=key_of(flow, Move(form)))
        assert reply.files == reply.attachments
        taken |= {file.name.partition(".")[2]: file.content for file in reply.attachments}
    assert sorted(taken) == ["docx", "html", "ics", "json", "txt"]
    assert all(taken.values())


async def test_no_calendar_file_is_offered_once_the_deadline_is_past(chat: Chat) -> None:
    chat.now = NOW.replace(month=7)
    await chat.say("做个案例预检")
    result = await chat.say("结果")
    assert not any("日历" in choice.text for choice in result.choices)
    assert (await chat.say("日历")).attachments == ()


async def test_without_documents_nothing_is_offered_that_cannot_be_had(library: Library) -> None:
    chat = Chat(library, dialogues=(Precheck(library),))
    await chat.say("做个案例预检")
    result = await chat.say("结果")
    assert result.attachments == ()
    assert not any("Word" in choice.text for choice in result.choices)
    assert_sound(await chat.say("word"))


def test_random_states_of_others_do_no_harm() -> None:
    states: list[dict[str, Any]] = [{}, {"open": True}, {"runs": 5}]
    states.append({"open": 1, "programme": None, "language": None, "runs": {"case": {}}})
    for odd in states:
        assert kept_in(State(dialogue={NAME: odd})).run is None
