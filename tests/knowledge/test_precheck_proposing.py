"""What a description proposes, in the words it was read from; and what it does not."""

import pytest

from knowledge.lexicon import Lexicon
from knowledge.precheck import propose
from tests.precheck import flow, pack

LEXICON = Lexicon(pack())


def proposed(programme: str, text: str) -> dict[str, str]:
    found = propose(pack(), LEXICON, flow(programme), text)
    assert all(proposal.quote in text for proposal in found.values())
    return {id_: proposal.option for id_, proposal in found.items()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("our project runs since 2019 in Laos and Cambodia", {"start": "from_2016", "places": "two_plus"}),
        ("Our project has been running since 2019 in Laos and Cambodia, with local partners.",
         {"start": "from_2016", "places": "two_plus", "link": "partner"}),
        ("我们的项目2019年起在老挝和柬埔寨部署", {"start": "from_2016", "places": "two_plus"}),
        ("项目从2013年开始实施。", {"start": "before_2015"}),
        ("It was launched in 2015.", {"start": "in_2015"}),
        ("在中国和美国都有用户，从2015年12月开始。", {"start": "in_2015", "places": "two_plus"}),
        ("It runs in China and Kenya.", {"places": "two_plus"}),
        ("公司2001年成立，项目2019年开始部署", {"start": "from_2016"}),
        ("我们公司的平台于2018年上线，覆盖泰国、越南、马来西亚，视频来不及拍。",
         {"who": "listed", "start": "from_2016", "places": "two_plus", "video": "cannot"}),
        ("合作方也在申报，材料都准备好了。",
         {"twin": "twice", "text": "ready", "images": "ready", "video": "ready"}),
        ("We are a university. Nobody else is filing it.", {"who": "listed", "twin": "alone"}),
        ("The case has not started yet.", {"start": "not_yet"}),
    ],
)  # fmt: skip
def test_a_described_case_proposes_answers(text: str, expected: dict[str, str]) -> None:
    assert proposed("case", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The paper was published in an international journal in January 2023.",
            {"b_pub": "journal", "b_date": "safe"},
        ),
        ("论文2025年3月发表在国际期刊上", {"b_pub": "journal", "b_date": "recent"}),
        ("论文于2024年5月发表", {"b_date": "mid"}),
        ("published on 18 March 2024", {"b_date": "safe"}),
        ("published on 19 March 2024", {"b_date": "mid"}),
        ("我们只有预印本", {"b_pub": "none"}),
        ("It is not used outside our team and only in our lab.", {"k_used": "no_"}),
        ("系统已经落地应用", {"e_used": "yes_"}),
        ("我们想按关键技术类申报", {"type": "key"}),
    ],
)
def test_a_described_achievement_proposes_answers(text: str, expected: dict[str, str]) -> None:
    assert proposed("award", text) == expected


@pytest.mark.parametrize(
    ("text", "kept_open"),
    [
        ("我们计划2019年起在老挝和柬埔寨部署", ("start", "places")),  # a plan
        ("Does a project that began in 2019 count?", ("start",)),  # a question
        ("如果2019年在老挝和柬埔寨部署过", ("start", "places")),
        ("It did not begin in 2019.", ("start",)),
        ("deployed in 2019 schools in Laos", ("start", "places")),  # a number; one country
        ("We are deployed in Sydney and Melbourne", ("places",)),  # two cities, one country
        ("项目在北京和香港部署", ("places",)),  # regions of one country
        ("中国电信在老挝部署", ("places",)),  # a name
        ("It runs in China and Hong Kong.", ("places",)),
        ("2001年成立的公司2019年开始部署", ("start",)),  # years of two things
        ("Our company was founded in 1998.", ("start",)),
        ("We import parts from Germany and Japan.", ("places",)),
        ("材料不是都准备好了", ("text", "video")),
        ("没有合作方也在申报", ("twin",)),
        ("视频已经拍好，但是视频来不及剪", ("video",)),  # speaks for both
        ("They launched in 2019 in Laos and Cambodia.", ("start", "places")),
        ("launched in 2013 and relaunched in 2019", ("start",)),
        ("", ("start",)),
    ],
)
def test_what_is_denied_hoped_asked_or_doubtful_is_not_proposed(text: str, kept_open: tuple[str, ...]) -> None:
    assert not set(kept_open) & set(proposed("case", text))


@pytest.mark.parametrize(
    "text",
    [
        "论文于2024年发表",  # the year holds limits of all three readings
        "published in March 2024",
        "we plan to publish in 2023",
        "The rival paper was not published in 2023.",
    ],
)
def test_a_date_over_a_limit_is_not_proposed(text: str) -> None:
    assert "b_date" not in proposed("award", text)
