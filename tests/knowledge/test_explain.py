"""`why`: an editor is told what was read, what was likely, what decided, and what to change."""

import datetime as dt
import json
import re
import subprocess
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import get_args

import pytest

from knowledge.explain import Explanation, explain
from knowledge.explain.telling import as_text
from knowledge.library import Library
from knowledge.pack import CONTENT, Draft, read_draft
from knowledge.question import Rule
from tests.processes import ROOT, WICBOT

NOW = dt.datetime.fromisoformat("2026-06-01T10:00+08:00")
Why = Callable[[str], Explanation]


@pytest.fixture(scope="module")
def draft() -> Draft:
    return read_draft(CONTENT)


@pytest.fixture
def why(library: Library, draft: Draft) -> Why:
    return lambda text: explain(library, draft, text, NOW)


def line_of(place: str) -> str:
    """The line of the content a place names."""
    file, _, line = place.rpartition(":")
    return (CONTENT / file).read_text("utf-8").splitlines()[int(line) - 1]


def test_what_is_named_is_told_with_the_words_it_was_read_from(why: Why) -> None:
    told = {(name.sort, name.words, name.ids): name for name in why("赵凤怡是不是说去年的关键技术6月18日截止？").named}
    assert told["person", "赵凤怡", ("zhao-fengyi",)].how == "by its sound, or one slip away"
    assert told["year or edition", "去年", ("-1",)].means == "2025"
    assert told["category", "关键技术", ("award/key",)].how == "as written"
    assert told["programme", "", ("award",)].how == "its category is named"
    assert told["asserted date", "6月18日", ("--06-18",)].means == "06-18, of no year"


@pytest.mark.parametrize(
    ("text", "rule", "tier"),
    [
        ("ddl", "known", "answer"),
        ("诺贝尔奖什么时候公布", "about-another", "decline"),
        ("who is Francis Gurry", "what-is", "answer"),
        ("我的身份证号是110101199003078515", "sensitive-number", "answer"),
    ],
)
def test_a_rule_that_came_before_the_ranker_is_named(why: Why, text: str, rule: str, tier: str) -> None:
    told = why(text)
    assert (told.verdict.overruled_by, told.verdict.tier) == (rule, tier)
    assert len(told.verdict.because) == 1
    assert f"the rule '{rule}' came before the ranker" in as_text(told)


def test_a_paraphrase_known_at_once_is_shown_where_it_stands(why: Why, draft: Draft) -> None:
    stored = next(p for p in draft.paraphrases() if p.text == "ddl")
    assert f"“ddl” ({stored.place})" in why("ddl").verdict.because[0]


@pytest.mark.parametrize("text", ["我想打听打听那个投稿的最晚期限", "our boss asks which day the deadline falls on"])
def test_an_answer_tells_what_made_the_score_and_where_it_is_from(why: Why, text: str) -> None:
    told = why(text)
    first = told.topics[0]
    assert (told.verdict.tier, told.verdict.topic, first.id) == ("answer", "deadline", "deadline")
    assert told.verdict.probability >= told.verdict.answer_from
    assert any(piece.view == "idea" and "f-deadline" in piece.piece for piece in first.pieces)
    assert first.nearest
    assert first.nearest.text in line_of(first.nearest.place)
    assert line_of(first.place).strip().startswith(("zh:", "en:"))
    assert (told.origin.kind, told.origin.computed_by) == ("computed", "deadline")
    assert "award-letter-2026#annex1.2" in told.origin.sources
    assert "award-2026" in {fact.id for fact in told.origin.facts}
    assert "if another topic is meant" in as_text(told)


def test_pinyin_is_compared_by_its_sound(why: Why) -> None:
    told = why("shenbao jiezhi shijian")
    assert told.language_from == "Chinese typed as pinyin"
    assert told.topics[0].nearest
    assert "截止" in told.topics[0].nearest.text


def test_a_text_that_is_told_is_the_fact(why: Why) -> None:
    (fact,) = why("附件有几个兆的限制").origin.facts
    assert fact.id == "attachments-list, text 1"
    assert "text:" in line_of(fact.place)


def test_what_is_like_nothing_says_so(why: Why) -> None:
    told = why("🎉🎉")
    assert (told.verdict.tier, told.topics) == ("decline", ())
    assert told.verdict.because[0].startswith("nothing like it is stored")
    assert told.origin.outcome == "not covered"


def test_what_is_unclear_says_why_and_what_is_offered(library: Library, draft: Draft) -> None:
    """Whatever the cut-offs are: a message that is asked about has its reasons, and its offers are its topics."""
    vague = [
        "奖",
        "budget for the team",
        "那个东西呢",
        "the certificate thing and the summit",
        "公司",
        "how much paper",
        "WIC Award team",
        "how heavy is the award",
        "WIC Award music",
    ]
    asked_about = [told for text in vague if (told := explain(library, draft, text, NOW)).verdict.tier == "ask"]
    assert asked_about
    for told in asked_about:
        assert told.verdict.because
        assert {*told.origin.offers} <= {likely.id for likely in told.topics}
        assert any("outside.yaml:" in line for line in told.verdict.advice)


def test_several_questions_are_told_one_by_one(why: Why) -> None:
    told = why("is 18 June the last day, and whom do I email?")
    assert [part.verdict.topic for part in told.parts] == ["deadline", "contact"]
    assert told.in_parts
    assert as_text(told).count("DECISION") == 2


def test_what_counts_for_a_name_is_told(why: Why) -> None:
    first = why("Tsinghua prize 2023??").topics[0]
    assert first.id == "honours-lookup"
    assert first.words_alone is not None
    assert first.score > first.words_alone
    assert "organisation" in first.adjusted_for


@pytest.mark.parametrize("text", ["", "   ", "？？", "🙂", "\ue001", "啊" * 500])
def test_whatever_is_typed_can_be_told(why: Why, text: str) -> None:
    told = why(text)
    assert as_text(told)
    json.dumps(asdict(told))


# ── the program ──────────────────────────────────────────────────────────────────────────


def test_the_command(environment: dict[str, str], tmp_path: Path) -> None:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*WICBOT, "knowledge", "why", *arguments], cwd=tmp_path, env={**environment, "PYTHONPATH": str(ROOT)},
            capture_output=True, text=True, encoding="utf-8", timeout=120,
        )  # fmt: skip

    told = run("whom do I email", "--now", "2026-06-01T10:00", "--lang", "zh", "--json")
    assert (told.returncode, told.stderr) == (0, "")
    as_json = json.loads(told.stdout)
    assert (as_json["language"], as_json["language_from"]) == ("zh", "--lang")
    assert as_json["now"] == "2026-06-01T10:00+08:00"
    assert as_json["verdict"]["topic"] == "contact"
    shown = run("whom do I email", "--now", "2026-06-01T10:00")
    assert [head for head in ("MESSAGE", "NAMES", "DECISION", "REPLY", "TO CHANGE") if head not in shown.stdout] == []
    wrong = run("x", "--lang", "de")
    assert (wrong.returncode, wrong.stdout, wrong.stderr.count("\n")) == (2, "", 1)


# ── the guide ────────────────────────────────────────────────────────────────────────────

GUIDE = (ROOT / "docs" / "content-authors-guide.md").read_text("utf-8")


def test_the_guide_tells_every_rule_and_shows_what_is_told(why: Why) -> None:
    rules = {*get_args(Rule)} - {"ranked"}
    assert {rule for rule in rules if f"| `{rule}` |" not in GUIDE} == set()
    shown = re.findall(r"```\n\$ wicbot knowledge why \"(.+?)\" .*\n((?:.*\n)+?)```", GUIDE)
    assert len(shown) == 2
    for text, transcript in shown:
        assert heads(transcript) == heads(as_text(why(text)))


def heads(text: str) -> list[str]:
    """The headings: the figures below them move with every paraphrase that is added."""
    return re.findall(r"^[A-Z]{2,}(?: [A-Z]{2,})?(?= )", text, re.MULTILINE)
