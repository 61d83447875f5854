"""How messages are read: slips, scripts and dialects, long stories, several questions, negations."""

import datetime as dt

import pytest

from knowledge.clauses import asking_clauses, asking_parts, clauses, shared_parts
from knowledge.library import Library
from knowledge.phrasing import asked_after, with_lines_ended, without_lead
from knowledge.question import Question
from knowledge.text import fold, stem
from tests.asked import NOW


def read(library: Library, text: str, now: dt.datetime = NOW) -> Question:
    """One message in a fresh chat."""
    return library.read(text, now)


# ── spelling ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("what is the dedline for the award", "deadline"),
        ("when is the daedline of the practice cases", "deadline"),
        ("who can aply for the practise cases", "who-may-apply"),
        ("is there a submision fee for the award", "entry-fee"),
        ("I am writing a piece on the science award. Who won in the engineering R&D group in 2025?", "winners"),
        ("how do I regsiter an account", "register-account"),
        ("wich catgeory fits us", "which-category"),
        ("wher is the ceremoney held", "ceremony"),
        ("do we need a recomendation letter", "need-recommendation"),
        ("what is the wrod limit", "word-limit"),
        ("is there any prize moeny", "prize-money"),
        ("领先科技奖节止时间", "deadline"),
        ("怎么深报领先科技奖", "how-to-apply"),
        ("评神标准是什么", "review-criteria"),
        ("报名废多少", "entry-fee"),
        ("推荐性要不要", "need-recommendation"),
        ("申报评台网址", "platform-address"),
        ("领先科技奖的连系人电话", "contact"),
        ("领先科技奖颁将典礼在哪", "ceremony"),
        ("奖斤有多少", "prize-money"),
        ("可以个人申抱吗", "individual-applicant"),
    ],
)
def test_one_slip_in_a_word_is_forgiven(library: Library, text: str, topic: str) -> None:
    assert read(library, text).topic == topic


@pytest.mark.parametrize(
    "text",
    [
        "Did Apple win in 2024?",
        "Has Kaspar entered the award?",
        "we tried it in Wuzhen",
        "how much did they spend",
        "研发部认为核心是工程化",
        "那个通知现在还能下载吗",
        "转发的那个文件里有电话",
        "明天老师会刚好收到转来的通知",
        "能不能以个人名义报",
        "两个成果可以同时报吗",
    ],
)
def test_words_that_are_right_are_left_alone(library: Library, text: str) -> None:
    assert read(library, text).folded == fold(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("organisation", "organization"), ("organisations", "organizing"), ("programme", "program"),
        ("honour", "honored"), ("centre", "center"), ("licence", "license"), ("practise", "practice"),
        ("enrol", "enrolled"), ("recognised", "recognize"), ("travelling", "traveling"), ("catalogue", "catalog"),
    ],
)  # fmt: skip
def test_spelling_variants_are_one_word(one: str, other: str) -> None:
    assert stem(one) == stem(other)


def test_words_that_only_look_like_variants_stay_apart() -> None:
    assert stem("four") != stem("for")
    assert stem("hour") != stem("hor")


# ── Cantonese ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("領先科技獎幾時截止", "领先科技奖什么时候截止"),
        ("聯絡人係邊個", "联络人是谁"),
        ("噚晚截咗未呀？仲報唔報得？", "昨天晚上截止了没有呀？还报不报得？"),
        ("聽日截定係今晚截㗎？", "明天截止还是今晚截止？"),
        ("評審要幾耐，報名費幾錢", "评审要多久，报名费多少钱"),
        ("喺邊度交資料", "在哪里交资料"),
        ("係咪要推薦信", "是不是要推荐信"),
        ("有冇報名費", "有没有报名费"),
        ("有咩類別", "有什么类别"),
        ("而家仲可唔可以報", "现在还可不可以报"),
        ("點樣申報", "怎么申报"),
        ("我哋嘅案例", "我们的案例"),
        ("獎金有幾多", "奖金有多少"),
        ("邊項先啱我哋", "哪项先啱我们"),
    ],
)
def test_cantonese_is_read_as_mandarin(said: str, meant: str) -> None:
    assert fold(said) == fold(meant)


@pytest.mark.parametrize("text", ["中美關係", "係數", "體系", "这个奖呢？", "那案例呢", "系统打不开", "一边是个别辅导"])
def test_mandarin_is_not_taken_for_cantonese(text: str) -> None:
    assert fold(text) in {fold(fold(text)), "中美关系", "系数"}


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("二〇二六年六月十五号", "2026-06-15"),
        ("二○二六年六月十五日", "2026-06-15"),
        ("二零二六年六月廿号", "2026-06-20"),
        ("六月廿三日", "--06-23"),
        ("五月卅一号", "--05-31"),
        ("２０２６年６月１８日", "2026-06-18"),
    ],
)
def test_dates_in_chinese_figures(library: Library, text: str, date: str) -> None:
    assert read(library, text).slots.dates == (date,)


# ── long stories ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "asking"),
    [
        ("we came back from a trip, the boss is keen. who may apply", ["who may apply"]),
        ("i read the notice and was wondering if there is a fee", []),
        (
            "our lab has a prototype. i was wondering who is allowed to apply",
            ["i was wondering who is allowed to apply"],
        ),
        ("when we met last year it rained. is there a fee", ["is there a fee"]),
        ("材料都好了,最晚哪天交", ["最晚哪天交"]),
        ("领导很高兴,麻烦告知能不能再报", ["麻烦告知能不能再报"]),
        ("我刚入职,想了解申报流程", ["想了解申报流程"]),
        ("它在乌镇,对吗?", []),
        ("the award is for firms, is not it?", []),
    ],
)
def test_the_clause_that_asks_is_found(text: str, asking: list[str]) -> None:
    assert [clause.rstrip(",，") for clause in asking_clauses(text)] == asking


def test_a_courtesy_is_no_clause_of_its_own() -> None:
    assert clauses("老师好,请问截止时间是什么时候,谢谢") == ["老师好,请问截止时间是什么时候,谢谢"]


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("我们是做工业软件的小公司，去年在三个国家落地了一个项目，老板让我来打听，最晚哪天交材料", {"deadline"}),
        ("My boss is travelling to China in November and wants to be there. We filed one entry in May. "
         "Please let me know where the award ceremony takes place", {"ceremony"}),
        ("I work at a university in Nairobi. Last month our lab finished a prototype and my supervisor mentioned "
         "your award. I was wondering who is allowed to apply", {"who-may-apply", "overseas-applicants"}),
        ("材料我都准备得差不多了，视频拍了三分钟，图片也有，想请教申报书的字数有没有限制", {"word-limit"}),
        ("去年我们的案例入选了案例集，今年换了新产品线，麻烦问下往年入选过的还能再报吗",
         {"resubmit-previous", "previous-winner-again"}),
        ("The portal asked me for a phone number and then nothing arrived, I tried three browsers, and it is already "
         "late here. Who can help with technical problems", {"tech-support-platform", "contact"}),
    ],
)  # fmt: skip
def test_a_story_does_not_hide_its_question(library: Library, text: str, topics: set[str]) -> None:
    assert read(library, text).topic in topics


# ── several questions ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("实践案例什么时候截止，另外联系人是谁", ["deadline", "contact"]),
        ("When does the award close and also who do I contact", ["deadline", "contact"]),
        ("领先科技奖要交钱吗，还有奖金多少", ["entry-fee", "prize-money"]),
        ("申报平台网址是什么 顺便问下截止时间", ["platform-address", "deadline"]),
        ("what is the deadline? and is there a fee? and can individuals apply?",
         ["deadline", "entry-fee", "individual-applicant"]),
        ("WIC总部在哪，有多少会员", ["organiser-seat", "organiser-members-count"]),
        ("Who chairs the jury and when are results announced", ["jury-chair", "results-when"]),
        ("how do I register an account, plus is there a word limit", ["register-account", "word-limit"]),
        ("can i edit after submitting, also can i withdraw", ["edit-after-submit", "withdraw-entry"]),
        ("评审标准是什么？什么时候出结果？", ["review-criteria", "results-when"]),
    ],
)  # fmt: skip
def test_each_question_of_a_message_is_read(library: Library, text: str, topics: list[str]) -> None:
    assert [part.topic for part in read(library, text).parts] == topics


@pytest.mark.parametrize(
    "text", ["who may apply? who may apply?", "截止是什么时候，几点", "What is the deadline, I mean the exact time"]
)
def test_one_question_asked_twice_is_one(library: Library, text: str) -> None:
    assert read(library, text).parts == ()


def test_a_call_named_once_holds_for_all_parts(library: Library) -> None:
    parts = read(library, "deadline of the practice cases and who do I contact").parts
    assert [part.slots.programmes for part in parts] == [("case",), ("case",)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("谁能报、报几个、什么时候截止", ["谁能报", "报几个", "什么时候截止"]),
        ("截止时间是哪天?还有联系人电话给一个", ["截止时间是哪天?", "还有联系人电话给一个"]),
        ("想问两个事:一是名额有没有限制,二是要不要盖章", ["名额有没有限制", "要不要盖章"]),
        ("deadline and where to send it?", ["deadline", "and where to send it?"]),
        ("截止是什么时候,几点", ["截止是什么时候,几点"]),
    ],
)
def test_a_message_is_cut_where_each_piece_asks(text: str, parts: list[str]) -> None:
    assert asking_parts(text) == parts


def test_what_stands_on_lines_of_its_own_is_asked_apart() -> None:
    assert with_lines_ended("Deadline\nwhere to send") == "Deadline; where to send"
    wrapped = "we are a company from Spain and have been working on this topic for a very\nlong time"
    assert with_lines_ended(wrapped) == wrapped.replace("\n", " ")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Is Li Ming still there?", "Li Ming"),
        ("案例的联系人李明还在吗", "李明"),
        ("联系人还是王芳老师吗", "王芳"),
        ("Is the call still there?", None),
        ("江苏还在报吗", None),
    ],
)
def test_someone_unknown_is_asked_after_by_name(text: str, name: str | None) -> None:
    assert asked_after(text, text.lower()) == name


@pytest.mark.parametrize(
    ("text", "each"),
    [
        (
            "do we need patents or a recommendation letter?",
            ["do we need patents?", "do we need recommendation letter?"],
        ),
        ("要不要盖章和推荐信", ["要不要盖章", "要不要推荐信"]),
        ("时间要求和范围要求分别是什么", ["时间要求是什么", "范围要求是什么"]),
        ("when does the call close", []),
    ],
)
def test_two_things_asked_of_one_verb_are_told_apart(text: str, each: list[str]) -> None:
    assert shared_parts(text) == each


def test_a_name_with_a_comma_is_not_cut(library: Library) -> None:
    text = "What is Promoting open, collaborative and win-win international cooperation on data?"
    assert read(library, text).parts == ()


def test_who_wants_to_know_is_no_part_of_the_question() -> None:
    assert without_lead("领导突然问我几号截止") == "几号截止"
    assert without_lead("my boss wants to know if we qualify") == "we qualify"


def test_a_list_without_a_verb_is_cut() -> None:
    assert asking_parts("截止日期和联系电话") == ["截止日期", "联系电话"]


# ── what is turned away ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "topic", "programmes", "years"),
    [
        ("不是问领先科技奖，是实践案例的截止时间", "deadline", ("case",), ()),
        ("the deadline, but not for the award, for the cases", "deadline", ("case",), ()),
        ("我问的是案例的联系人不是科技奖的", "contact", ("case",), ()),
        ("我要问的不是案例，是奖的联系人", "contact", ("award",), ()),
        ("who is the contact for the cases rather than the award?", "contact", ("case",), ()),
        ("I need the 2025 deadline of the cases, not the 2026 one", "deadline", ("case",), (2025,)),
        ("不是2025年，是2024年领先科技奖的获奖名单", "winners", ("award",), (2024,)),
        ("I don't want the deadline but the opening date", "opening", (), ()),
        ("我不想知道截止时间，我想知道几号开始申报", "opening", (), ()),
        ("别跟我说获奖名单，我想知道评审标准", "review-criteria", (), ()),
        ("不用告诉我截止时间，告诉我申报网址", "platform-address", (), ()),
        ("never mind the fee, how do I register an account", "register-account", (), ()),
        ("Not asking about fees, just the deadline of the award", "deadline", ("award",), ()),
    ],
)
def test_what_is_turned_away_is_left_out(
    library: Library, text: str, topic: str, programmes: tuple[str, ...], years: tuple[int, ...]
) -> None:
    question = read(library, text)
    assert (question.topic, question.slots.programmes, question.slots.years) == (topic, programmes, years)


@pytest.mark.parametrize(
    "text",
    [
        "Isn't the award deadline in June?",
        "领先科技奖不是6月15号截止吗",
        "是不是领先科技奖也要两个国家",
        "领先科技奖是不是2020年开始的",
    ],
)
def test_a_doubt_turns_nothing_away(library: Library, text: str) -> None:
    question = read(library, text)
    assert question.slots.programmes == ("award",)
    assert not question.corrects


# ── the world ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("deadline in Reykjavik please", "Atlantic/Reykjavik"),
        ("截止在雷克雅未克是几点", "Atlantic/Reykjavik"),
        ("what time is the deadline in Bolivia", "America/La_Paz"),
        ("斐济时间几点截止", "Pacific/Fiji"),
        ("我在蒙得维的亚，截止是几点", "America/Montevideo"),
        ("I am in Windhoek, when does it close", "Africa/Windhoek"),
        ("deadline for us in Asuncion", "America/Asuncion"),
        ("Halifax time of the deadline", "America/Halifax"),
        ("厄瓜多尔几点截止", "America/Guayaquil"),
        ("deadline in Papua New Guinea", "Pacific/Port_Moresby"),
    ],
)
def test_cities_and_countries_of_the_world_are_known(library: Library, text: str, zone: str) -> None:
    places = read(library, text).slots.places
    assert [library.pack.place[place].zone for place in places] == [zone]


def test_everyday_words_are_no_places(library: Library) -> None:
    for text in ("is the contact male or female", "中国大陆以外的单位", "in the center of the list", "wake me up"):
        assert read(library, text).slots.places == (), text
