"""`wicbot precheck … --template` and `--batch`, as processes: exit codes, files, time."""

import json
import random
import resource
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from bot.cli import main
from bot.documents.workbook.layout import CANDIDATES, ORDER, shown
from knowledge.precheck import flow_for
from tests.bot.documents.results import shipped_pack
from tests.fakes import NOON
from tests.processes import Run, running

OPEN = ("--now", "2026-06-01T10:00")
SEEDS = 10


@pytest.fixture
def run(environment: Mapping[str, str], tmp_path: Path) -> Run:
    """Runs `wicbot precheck`, in a folder of its own, without the cache of other tests."""
    return running({**environment, "WICBOT_CACHE_DIR": str(tmp_path / "cache")}, tmp_path, "precheck")


def fill(file: Path, rows: int) -> None:
    """Candidates with answers by chance, in words of either language."""
    flow = flow_for(shipped_pack(), "award", NOON)
    chance = random.Random(7)
    workbook = load_workbook(file)
    sheet = workbook[CANDIDATES]
    for row in range(2, rows + 2):
        sheet.cell(row, 1).value = f"单位{row}"
        for column, question in enumerate(flow.questions, 3):
            id_, option = chance.choice(list(question.options.items()))
            sheet.cell(row, column).value = chance.choice((None, id_, option.text.zh, option.text.en, shown(option)))
    workbook.save(file)


def spoil(file: Path) -> set[tuple[int, str]]:
    """Ten cells that are no option, and their places."""
    workbook = load_workbook(file)
    sheet = workbook[CANDIDATES]
    places = set()
    for number in range(SEEDS):
        cell = sheet.cell(20 + 40 * number, 3 + 2 * number)
        cell.value = ("#REF!", "maybe", 17, True, "=1/0")[number % 5]
        places.add((cell.row, cell.column_letter))
    workbook.save(file)
    return places


def is_one_line(text: str) -> bool:
    return text.count("\n") == 1 and "Traceback" not in text


def test_from_template_to_results(run: Run, tmp_path: Path) -> None:
    written = run("award", "--template", "t.xlsx", "--lang", "en")
    assert (written.returncode, written.stdout, written.stderr) == (0, "Written: t.xlsx\n", "")
    fill(tmp_path / "t.xlsx", 5)
    before = (tmp_path / "t.xlsx").read_bytes()
    done = run("award", "--batch", "t.xlsx", "--out", "o.xlsx", *OPEN, "--lang", "en")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("5 candidates; results written to o.xlsx\n")
    assert "a row in a relaying body's table is not a submission" in done.stdout
    assert (tmp_path / "t.xlsx").read_bytes() == before
    assert load_workbook(tmp_path / "o.xlsx")[ORDER].max_row == 6
    again = run("award", "--batch", "t.xlsx", "--out", "o.xlsx", *OPEN, "--lang", "en")
    assert (again.returncode, again.stdout) == (0, done.stdout)  # earlier results may be replaced
    assert sorted(path.name for path in tmp_path.iterdir() if path.suffix == ".xlsx") == ["o.xlsx", "t.xlsx"]


def test_five_hundred_rows_take_seconds_and_ten_bad_cells_are_all_reported(run: Run, tmp_path: Path) -> None:
    """Also where nothing is in the cache. What counts is the time of the processor: others use it too."""
    run("award", "--template", "t.xlsx")
    fill(tmp_path / "t.xlsx", 500)
    places = spoil(tmp_path / "t.xlsx")
    start = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = run("award", "--batch", "t.xlsx", "--out", "o.xlsx", *OPEN, "--json")
    end = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert end.ru_utime + end.ru_stime - start.ru_utime - start.ru_stime < 10
    assert (done.returncode, done.stderr) == (1, "")
    told: dict[str, Any] = json.loads(done.stdout)
    assert (told["rows"], len(places)) == (500, SEEDS)
    assert {(bad["row"], bad["column"]) for bad in told["bad"]} == places
    assert all(bad["sheet"] == CANDIDATES and bad["question"] and bad["allowed"] for bad in told["bad"])
    assert sum(told["verdicts"].values()) == 500
    assert sorted(candidate["rank"] for candidate in told["candidates"]) == list(range(1, 501))
    assert load_workbook(tmp_path / "o.xlsx")[ORDER].max_row == 501


def test_bad_cells_are_lines_to_read(run: Run, tmp_path: Path) -> None:
    run("case", "--template", "t.xlsx")
    workbook = load_workbook(tmp_path / "t.xlsx")
    workbook[CANDIDATES]["C3"].value = "也许"
    workbook.save(tmp_path / "t.xlsx")
    done = run("case", "--batch", "t.xlsx", "--out", "o.xlsx", *OPEN)
    assert done.returncode == 1
    [line] = [line for line in done.stdout.splitlines() if line.startswith(f"  {CANDIDATES}!C3 [")]
    assert "“也许”" in line
    assert "不是这个问题的选项" in line


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("award", "--batch", "in.xlsx"), "go together"),
        (("award", "--out", "o.xlsx"), "go together"),
        (("award", "--batch", "in.xlsx", "--out", "in.xlsx"), "never overwritten"),
        (("award", "--batch", "in.xlsx", "--out", "./sub/../in.xlsx"), "never overwritten"),
        (("award", "--batch", "in.xlsx", "--out", "link.xlsx"), "never overwritten"),
        (("award", "--batch", "in.xlsx", "--out", "hard.xlsx"), "never overwritten"),
        (("award", "--batch", "in.xlsx", "--out", "other.xlsx"), "holds no results"),
        (("award", "--batch", "in.xlsx", "--out", "text.xlsx"), "holds no results"),
        (("award", "--batch", "in.xlsx", "--out", "o.csv"), "must end in .xlsx"),
        (("award", "--batch", "in.xlsx", "--out", "no/such/o.xlsx"), "No such file"),
        (("award", "--batch", "gone.xlsx", "--out", "o.xlsx"), "No such file"),
        (("award", "--batch", "text.xlsx", "--out", "o.xlsx"), "not an .xlsx workbook"),
        (("award", "--batch", "locked.xlsx", "--out", "o.xlsx"), "encrypted"),
        (("award", "--batch", "sub", "--out", "o.xlsx"), "sub"),
        (("award", "--template", "in.xlsx"), "nothing was overwritten"),
        (("award", "--template", "t.xlsx", "--questions"), "give one of"),
        (("tea", "--template", "t.xlsx"), "no pre-check of 'tea'"),
        (("award", "--batch", "in.xlsx", "--out", "o.xlsx", "--now", "soon"), "--now"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    why: str,
) -> None:
    (tmp_path / "sub").mkdir()
    Workbook().save(tmp_path / "in.xlsx")
    Workbook().save(tmp_path / "other.xlsx")
    (tmp_path / "link.xlsx").symlink_to(tmp_path / "in.xlsx")
    (tmp_path / "hard.xlsx").hardlink_to(tmp_path / "in.xlsx")
    (tmp_path / "text.xlsx").write_text("who,type\n")
    (tmp_path / "locked.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512)
    before = {path: path.read_bytes() for path in tmp_path.glob("*.xlsx")}
    monkeypatch.chdir(tmp_path)
    code = main(["precheck", *arguments])
    said = capsys.readouterr()
    assert (code, said.out) == (2, "")
    assert is_one_line(said.err)
    assert why in said.err
    assert {path: path.read_bytes() for path in tmp_path.glob("*.xlsx")} == before


def test_a_workbook_without_a_table_has_faults_and_still_gives_a_report(run: Run, tmp_path: Path) -> None:
    Workbook().save(tmp_path / "in.xlsx")
    done = run("award", "--batch", "in.xlsx", "--out", "o.xlsx", *OPEN, "--json")
    assert done.returncode == 1
    told = json.loads(done.stdout)
    assert (told["rows"], [bad["problem"] for bad in told["bad"]]) == (0, ["no-table"])
    assert "Sheet" in load_workbook(tmp_path / "o.xlsx").sheetnames
