"""`wicbot precheck`: the objects of the contract, and what is refused."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from knowledge.language import Language
from tests.precheck import cases, flow
from tests.precheck.talks import SIDE_ANSWER, VERDICTS, halves
from tests.processes import ROOT, WICBOT, Run, running

OPEN, CLOSED = "2026-06-01T10:00", "2026-11-20T10:00"


@pytest.fixture
def run(environment: Mapping[str, str], tmp_path: Path) -> Run:
    return running(environment, tmp_path, "precheck")


def answers_of(case_id: str) -> dict[str, str]:
    found: dict[str, str] = next(case["answers"] for case in cases() if case["id"] == case_id)
    return found


def test_questions_and_conditions_are_told(run: Run) -> None:
    told = json.loads(run("award", "--questions", "--json").stdout)
    assert set(told) == {"flow", "version", "questions", "conditions"}
    assert (told["flow"], told["version"]) == ("award-2026", flow("award").version)
    date = next(question for question in told["questions"] if question["id"] == "b_date")
    assert set(date) == {"id", "text", "options", "show_if", "clause"}
    assert [option["id"] for option in date["options"]] == ["safe", "mid", "late", "recent", "unsure"]
    assert date["options"][0]["text"] == {"zh": "2024年3月18日或以前", "en": "On or before 18 March 2024"}
    conditions = {condition["id"]: condition for condition in told["conditions"]}
    assert conditions["e1"] == {"id": "e1", "class": "fact", "clause": "A-e1", "types": ["engineering"]}
    assert conditions["twin"]["types"] == ["basic", "key", "engineering"]


def test_questions_are_readable_too(run: Run) -> None:
    told = run("case", "--questions", "--lang", "en").stdout
    assert "5. In which year did it begin to be carried out or deployed?  [start, P-time]" in told


def test_answers_in_a_file_are_evaluated(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "answers.json"
    file.write_text(json.dumps({**answers_of("13"), "one_field": "insist"}), encoding="utf-8")
    done = run("case", "--answers", str(file), "--json", "--now", OPEN)
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert told["programme"] == "case"
    assert (told["flow"], told["season"], told["verdict"], told["fixable"]) == (
        "case-2026",
        "open",
        "not_eligible",
        False,
    )
    assert "types" not in told
    values = {condition["id"]: condition for condition in told["conditions"]}
    assert set(values["time"]) == {"id", "value", "class", "reason", "clause", "source"}
    assert (values["time"]["value"], values["time"]["clause"]) == ("no", "P-time")
    assert values["time"]["source"]["id"] == "case-letter-2026"
    assert (told["unanswered"], told["set_aside"]) == ([], ["one_field"])
    changes = {change["condition"]: change for change in told["changes"]}
    assert changes["video"] == {"condition": "video", "answers": {"video": ["ready", "can"]}, "possible": True}
    assert changes["time"]["possible"] is False
    assert "非官方预检" in told["text"]
    assert told["text"].startswith("2026年实践案例预检")


@pytest.mark.parametrize(
    ("case_id", "verdict", "fixable"),
    [
        ("1", "eligible", False),
        ("2", "needs_attention", False),
        ("9", "needs_attention", True),
        ("3", "not_eligible", False),
    ],
)
def test_each_verdict_has_its_name(run: Run, case_id: str, verdict: str, fixable: bool) -> None:
    told = json.loads(
        run("case", "--answers", "-", "--json", "--now", OPEN, said=json.dumps(answers_of(case_id))).stdout
    )
    assert (told["verdict"], told["fixable"]) == (verdict, fixable)


def test_the_three_types_stand_side_by_side(run: Run) -> None:
    told = json.loads(run("award", "--answers", "-", "--json", "--now", OPEN, said=json.dumps(answers_of("24"))).stdout)
    assert {type_: part["verdict"] for type_, part in told["types"].items()} == {
        "basic": "not_eligible",
        "key": "needs_attention",
        "engineering": "needs_attention",
    }
    engineering = {c["id"]: c["value"] for c in told["types"]["engineering"]["conditions"]}
    assert [id_ for id_, value in engineering.items() if value != "yes"] == ["one_type"]
    assert "e3a" in engineering
    assert "k1b" not in engineering
    assert told["nearest"] == "engineering"


def test_after_the_close_it_is_a_rehearsal(run: Run) -> None:
    said = json.dumps(answers_of("1"))
    told = run("case", "--answers", "-", "--lang", "en", "--now", CLOSED, said=said).stdout
    assert "The 2026 call closed at 24:00 Beijing time on 15 June 2026; this is a rehearsal" in told
    assert "No obstacle found" in told
    before = run("case", "--answers", "-", "--lang", "en", "--now", OPEN, said=said).stdout
    assert "open until 24:00 Beijing time on 15 June 2026, 14 days from today" in before
    assert "rehearsal" not in before


@pytest.mark.parametrize(
    ("arguments", "said", "shown"),
    [
        (("case", "--answers", "-"), '{"whom": "listed"}', "unknown question 'whom'; known: who, filed, fields"),
        (("case", "--answers", "-"), '{"who": "me"}', "unknown option 'me' of question 'who'; known: listed"),
        (("case", "--answers", "-"), "[]", "not an object"),
        (("case", "--answers", "-"), "{", "no JSON"),
        (("case", "--answers", "nowhere.json"), "", "nowhere.json"),
        (("tea", "--questions"), "", "no pre-check of 'tea'; there is one of: award, case"),
        (("case", "--questions", "--jsonl"), "", "one of"),
        (("case", "--questions", "--now", "soon"), "", "soon"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_line(run: Run, arguments: tuple[str, ...], said: str, shown: str) -> None:
    done = run(*arguments, said=said)
    assert done.returncode == 2
    assert done.stdout == ""
    assert shown in done.stderr
    assert done.stderr.count("\n") == 1


def test_lines_are_answered_one_by_one_and_bad_ones_told(run: Run) -> None:
    asked: list[Any] = [
        {"id": "a", "answers": answers_of("1"), "now": OPEN},
        {"id": "b", "text": "我们公司的项目2019年起在老挝和柬埔寨部署，视频来不及拍。", "now": OPEN},
        {"id": "c", "text": "our project runs since 2019 in Laos and Cambodia", "accept_proposed": True, "lang": "en"},
        {"id": "d", "text": "runs since 2019 in Laos", "answers": {"start": "in_2015"}, "accept_proposed": True},
        {"id": "e", "answers": {"who": "me"}},
        {"id": "f", "answers": {"whom": "me"}},
        {"id": "g", "answers": "listed"},
        {"id": "h", "now": "soon"},
        {"id": "i", "lang": "de"},
        {"id": "j", "accept_proposed": "yes"},
        {"answers": {}},
        [],
        {"id": "k"},
    ]  # fmt: skip
    done = run("case", "--jsonl", "--now", CLOSED, said="".join(json.dumps(line) + "\n" for line in asked))
    assert done.returncode == 1
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["id"] for line in told] == [*"abcdefghij", None, None, "k"]
    by_id = {line["id"]: line for line in told if line["id"]}
    assert (by_id["a"]["verdict"], by_id["a"]["season"], by_id["a"]["proposed"]) == ("eligible", "open", {})
    assert by_id["b"]["proposed"]["start"] == {
        "option": "from_2016",
        "quote": "我们公司的项目2019年起在老挝和柬埔寨部署",
    }
    assert by_id["b"]["proposed"]["video"] == {"option": "cannot", "quote": "视频来不及拍"}
    assert {c["value"] for c in by_id["b"]["conditions"]} == {"unsure"}  # nothing counts before it is accepted
    assert next(c for c in by_id["c"]["conditions"] if c["id"] == "time")["value"] == "yes"
    assert by_id["c"]["season"] == "closed"
    assert "start" not in by_id["d"]["proposed"]  # what was answered stands
    assert next(c for c in by_id["d"]["conditions"] if c["id"] == "time")["value"] == "unsure"
    assert all(by_id[id_]["kind"] == "error" for id_ in "efghij")
    assert "known: listed, not_listed" in by_id["e"]["error"]
    assert by_id["k"]["verdict"] == "needs_attention"


def test_a_flow_is_drawn(environment: Mapping[str, str]) -> None:
    drawn = subprocess.run(
        [*WICBOT, "knowledge", "graph", "case-2026"],
        env={**environment, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert drawn.stdout.startswith("flowchart LR\n")
    none = subprocess.run(
        [*WICBOT, "knowledge", "graph", "tea"],
        env={**environment, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert none.returncode == 2
    assert "no flow 'tea'; known: award, award-2026, case, case-2026" in none.stderr


def test_without_options_it_is_a_talk_that_survives_a_restart(run: Run, environment: Mapping[str, str]) -> None:
    began = run("case", "--lang", "zh", "--now", OPEN, said="1\n还没有提交\n")
    assert began.returncode == 0
    assert "以什么身份申报" in began.stdout
    went_on = run("case", "--lang", "en", "--now", OPEN, said="result\nword\n").stdout
    assert "questions answered: 2" in went_on
    folder = Path(environment["WICBOT_DATA_DIR"]) / "files"
    assert str(folder / "precheck-case-2026.docx") in went_on.replace("\n", "")
    assert [path.suffix for path in folder.iterdir()] == [".docx"]  # the data of the result is for programs


def test_a_session_of_lines_lists_the_files_of_a_result(environment: Mapping[str, str]) -> None:
    lines = [{"text": "/precheck case", "lang": "en"}, {"text": "result"}, {"text": "word"}]
    said = [json.dumps({"id": str(n), "session": "a", "now": OPEN, **line}) for n, line in enumerate(lines)]
    done = subprocess.run(
        [*WICBOT, "ask", "--jsonl"],
        input="\n".join(said),
        env={**environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=True,
    )
    replies = [json.loads(line) for line in done.stdout.splitlines()]
    assert [reply["kind"] for reply in replies] == ["question", "verdict", "done"]
    names = [[file["name"] for file in reply["files"]] for reply in replies]
    assert names == [[], ["precheck-case-2026.json"], ["precheck-case-2026.docx"]]


@pytest.mark.parametrize(("case_id", "language"), [("1", "en"), ("2", "zh"), ("9", "en"), ("3", "zh")])
def test_each_verdict_is_come_to_in_the_terminal_with_an_edit_a_side_question_and_a_restart(
    run: Run, case_id: str, language: Language
) -> None:
    before, after = halves(case_id, language)
    began = run("case", "--lang", language, "--now", OPEN, said="\n".join(before) + "\n").stdout
    assert SIDE_ANSWER[language] in began
    assert VERDICTS[language][case_id] not in began
    went_on = run("case", "--lang", language, "--now", OPEN, said="\n".join(after) + "\n").stdout
    assert VERDICTS[language][case_id] in went_on


def test_a_line_is_answered_in_the_language_of_its_description(run: Run) -> None:
    asked = [
        {"id": "a", "text": "our project runs since 2019 in Laos and Cambodia"},
        {"id": "b", "text": "项目2019年开始，在老挝和柬埔寨"},
        {"id": "c", "answers": {}},
    ]
    done = run("case", "--jsonl", "--now", CLOSED, said="".join(json.dumps(line) + "\n" for line in asked))
    english, *chinese = [json.loads(line)["text"] for line in done.stdout.splitlines()]
    assert "pre-check" in english.lower()
    assert "预检" not in english
    assert all("预检" in text for text in chinese)
