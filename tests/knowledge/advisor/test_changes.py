"""Metamorphic: what must not change an advice, and what must."""

import re

import pytest

from benchmarks.advice import NOW, Described
from knowledge.advisor import Advisor

# each pair says the same in both languages
PAIRS = {
    "award/basic": (
        "我们证明了一条定理：稀疏网络的容量有一个谁也绕不过的上界。"
        "2019年发表在国际期刊上，被多国同行引用四百余次，写进了教科书。",
        "We proved a theorem: the capacity of sparse networks has an upper bound nobody can get around. It was "
        "published in an international journal in 2019, cited 400 times by peers abroad, and is in textbooks.",
    ),
    "award/key": (
        "我们提出的新编码算法攻克了行业多年的瓶颈，时延降低一半，优于国外方案。八家厂商买了授权，已写进国际标准。",
        "Our new coding algorithm removed a bottleneck the industry had for years; latency fell by half, better than "
        "foreign schemes. Eight vendors have taken a licence and it is now part of an international standard.",
    ),
    "award/engineering": (
        "我们从零设计制造了世界首台水下巡检机器人系统，自己的产品已在十九座大坝部署，连续运行三年，节省费用两亿元。",
        "We designed and built the world's first underwater inspection robot system from scratch; our own product is "
        "deployed at 19 dams, has been running for three years and saved 30 million dollars.",
    ),
    "case/infrastructure": (
        "2018年起，我们与马拉维、赞比亚的运营商合作，在没有信号的山区建了两百座太阳能基站，学校和诊所都上了网。",
        "Since 2018 we have built 200 solar base stations with operators in Malawi and Zambia in districts with no "
        "signal, and schools and clinics came online.",
    ),
    "case/culture": (
        "2019年起，埃及、希腊和中国的博物馆在线上互办展览，观众一起听文物的故事，青年策展人合作翻译民间传说。",
        "Since 2019 museums in Egypt, Greece and China have held online exhibitions for one another; audiences hear "
        "the stories of the artefacts and young curators translate folk tales together.",
    ),
    "case/security": (
        "2020年起，泰国、老挝和中国的警方与运营商共享诈骗号码黑名单，联合演练应急响应，被骗损失减少四成。",
        "Since 2020 police and operators in Thailand, Laos and China have shared a blocklist of fraud numbers and held "
        "joint incident response drills; losses to scams fell by 40 percent.",
    ),
    "case/governance": (
        "2017年起，每年有二十国的年轻外交官和监管官员参加研修，讨论互联网规则，模拟政策谈判，形成多方共识。",
        "Since 2017 young diplomats and regulators from 20 countries have met each year to discuss internet rules, "
        "practise policy negotiation and reach multistakeholder consensus.",
    ),
    "case/economy": (
        "2019年起，加纳和布基纳法索的农户合作社通过我们的电商平台接订单、收款，收入增加三成，中小商户直接出口。",
        "Since 2019 farmers' cooperatives in Ghana and Burkina Faso have taken orders and payments through our "
        "e-commerce platform; income rose by a third and small merchants export directly.",
    ),
}


def label(advisor: Advisor, text: str, programme: str | None = None) -> str | None:
    category = advisor.advise(text, NOW, programme).category
    return category.key if category else None


@pytest.mark.parametrize("key", PAIRS)
@pytest.mark.parametrize("given", [True, False])
def test_both_languages_are_advised_alike(advisor: Advisor, key: str, given: bool) -> None:
    programme = key.partition("/")[0] if given else None
    assert [label(advisor, text, programme) for text in PAIRS[key]] == [key, key]


@pytest.mark.parametrize("name", ["申报单位：清华大学。", "申报单位：华为技术有限公司。", "Applicant: Alibaba Cloud. "])
def test_the_name_of_the_applicant_changes_nothing(advisor: Advisor, own: list[Described], name: str) -> None:
    chosen = [item for item in own if (item.language == "zh") == ("申报" in name)][:30]
    before = [label(advisor, item.text, item.programme) for item in chosen]
    assert [label(advisor, name + item.text, item.programme) for item in chosen] == before


def test_the_order_of_sentences_does_not_matter(advisor: Advisor) -> None:
    for key, (chinese, _) in PAIRS.items():
        parts = re.findall(r"[^。]+。", chinese)
        assert label(advisor, "".join(reversed(parts)), key.partition("/")[0]) == key


def test_without_its_sentence_a_condition_is_no_longer_shown(advisor: Advisor) -> None:
    text = PAIRS["award/basic"][0]
    shown = {r.condition.id for r in advisor.advise(text, NOW, "award").reasons if r.value == "yes"}
    assert {"b2a", "b3a", "b3b"} <= shown
    less = text.partition("2019")[0]
    after = advisor.advise(less, NOW, "award")
    assert not {"b3a", "b3b"} & {r.condition.id for r in after.reasons if r.value == "yes"}
    assert {"b3a", "b3b"} <= {condition.id for condition in after.missing}


def test_a_publication_does_not_raise_engineering(advisor: Advisor) -> None:
    for text in (PAIRS["award/engineering"][0], PAIRS["award/key"][0]):
        scores = [
            next(p.score for p in advisor.advise(one, NOW, "award").ranking if p.category == "engineering")
            for one in (text, text + "论文已发表三年。")
        ]
        assert scores[1] <= scores[0]


def test_the_words_of_a_title_do_not_decide(advisor: Advisor) -> None:
    assert label(advisor, "某某关键技术及应用", "award") is None
    assert label(advisor, "Key technologies and their application", "award") is None
    for title in ("项目名称《某某关键技术研究》。", "项目名称《某某基础理论研究》。"):
        assert label(advisor, title + PAIRS["award/engineering"][0], "award") == "award/engineering"


def test_no_use_takes_what_needs_use_away(advisor: Advisor) -> None:
    text = "我们提出了新的编码算法，攻克了行业瓶颈，性能优于国外。"
    assert label(advisor, text, "award") == "award/key"
    advice = advisor.advise(text + "目前还没有任何单位使用。", NOW, "award")
    assert {p.category for p in advice.ranking if p.status == "blocked"} == {"key", "engineering"}


def test_one_country_takes_the_cases_away(advisor: Advisor) -> None:
    text = "2019年起，我们为农户办电商培训，帮他们接订单。"
    for added in ("全部在本省境内，没有任何境外合作方。", "2009年启动，一直照旧。"):
        advice = advisor.advise(text.replace("2019年起，", "") + added, NOW, "case")
        assert {p.status for p in advice.ranking} == {"blocked"}
