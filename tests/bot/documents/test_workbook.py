"""The workbook of a relaying body: what is offered, what is read, what comes back, and what is reported."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from bot.documents.workbook import (
    BadCell,
    Judged,
    Table,
    Unreadable,
    judge,
    make_template,
    open_workbook,
    write_results,
)
from bot.documents.workbook.judging import forward_text
from bot.documents.workbook.layout import BAD, CANDIDATES, FORWARD, LISTS, ORDER, RESULTS, TOTALS, shown
from bot.documents.workbook.results import notes
from knowledge.flow import Flow
from knowledge.language import LANGUAGES
from knowledge.pack import Pack
from knowledge.precheck import evaluate, flow_for
from knowledge.precheck.results import Verdict
from tests.bot.documents.results import shipped_pack
from tests.fakes import NOON

CLEAR = {
    "who": "listed", "netlink": "can", "type": "key", "k_new": "shown", "k_lead": "shown", "k_used": "yes_",
    "k_gain": "shown", "k_ind": "shown", "twin": "alone", "filed": "not_yet", "online": "can",
}  # fmt: skip
FIX = {**CLEAR, "twin": "twice"}
CHECK = {**CLEAR, "k_new": "claimed"}
STOP = {**CLEAR, "k_used": "no_"}


@pytest.fixture(scope="module")
def pack() -> Pack:
    return shipped_pack()


@pytest.fixture(scope="module")
def flow(pack: Pack) -> Flow:
    return flow_for(pack, "award", NOON)


def saved(workbook: Any) -> bytes:
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def loaded(content: bytes) -> Any:
    return load_workbook(io.BytesIO(content))


def column_of(sheet: Any, id_: str, head: int = 1) -> int:
    return next(int(cell.column) for cell in sheet[head] if str(cell.value).endswith(f"[{id_}]"))


def filled(flow: Flow, *rows: Mapping[str, str]) -> Any:
    """A template with a row per candidate, its answers by their ids."""
    workbook = loaded(saved(make_template(flow)))
    sheet = workbook[CANDIDATES]
    for row, answers in enumerate(rows, 2):
        sheet.cell(row, 1).value, sheet.cell(row, 2).value = f"单位{row}", f"Work {row}"
        for question, option in answers.items():
            sheet.cell(row, column_of(sheet, question)).value = option
    return workbook


def table_of(workbook: Any, flow: Flow) -> Table:
    return open_workbook(saved(workbook), flow).table


def results_of(workbook: Any, pack: Pack, flow: Flow) -> tuple[Any, tuple[Judged, ...]]:
    """The workbook that is written for one that is read, as it is read again."""
    book = open_workbook(saved(workbook), flow)
    judged = judge(pack, flow, book.table, NOON)
    return loaded(saved(write_results(book, judged, flow, NOON, "zh"))), judged


# ── the template ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("programme", ["award", "case"])
def test_the_template_offers_every_option_of_every_question(pack: Pack, programme: str) -> None:
    flow = flow_for(pack, programme, NOON)
    workbook = loaded(saved(make_template(flow)))
    sheet, lists = workbook[CANDIDATES], workbook[LISTS]
    assert lists.sheet_state == "hidden"
    offered = {}
    for validation in sheet.data_validations.dataValidation:
        assert len(validation.formula1) < 255
        assert len(validation.prompt) <= 255
        assert len(validation.error) <= 255
        [first] = validation.sqref.ranges
        name, _, cells = validation.formula1.partition("!")
        offered[first.min_col] = [cell.value for (cell,) in workbook[name][cells.replace("$", "")]]
    for question in flow.questions:
        options = [shown(option) for option in question.options.values()]
        assert offered[column_of(sheet, question.id)] == options
    assert len(offered) == len(flow.questions)


@pytest.mark.parametrize("programme", ["award", "case"])
def test_whatever_the_template_offers_is_read_back(pack: Pack, programme: str) -> None:
    flow = flow_for(pack, programme, NOON)
    ways: list[Callable[[str, Any], str]] = [
        lambda id_, option: id_,
        lambda id_, option: shown(option),
        lambda id_, option: option.text.zh,
        lambda id_, option: option.text.en,
        lambda id_, option: f"  {option.text.en.upper()}\u3000",
        lambda id_, option: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in option.text.en),
        lambda id_, option: f"{option.text.zh}。",
    ]
    most = max(len(question.options) for question in flow.questions)
    rows = []
    workbook = filled(flow)
    for way in ways:
        for place in range(most):
            given = {q.id: list(q.options)[place % len(q.options)] for q in flow.questions}
            rows.append(given)
            for question, option in given.items():
                sheet = workbook[CANDIDATES]
                cell = sheet.cell(len(rows) + 1, column_of(sheet, question))
                cell.value = way(option, flow.question[question].options[option])
    table = table_of(workbook, flow)
    assert [bad.line("en") for bad in table.bad] == []
    assert [candidate.answers for candidate in table.candidates] == rows


def test_options_may_be_longer_than_a_validation_can_hold(flow: Flow) -> None:
    """Excel refuses a file whose list has more than 255 characters in the validation itself."""
    data = flow.model_dump(by_alias=True)
    data["questions"][0]["options"]["listed"]["text"]["zh"] = "长" * 300
    long = Flow.model_validate(data)
    workbook = filled(long, {"who": "listed"})
    sheet = workbook[CANDIDATES]
    sheet.cell(2, column_of(sheet, "who")).value = workbook[LISTS]["B2"].value
    assert "长" * 300 in str(workbook[LISTS]["B2"].value)
    assert max(len(validation.formula1) for validation in sheet.data_validations.dataValidation) < 255
    assert table_of(workbook, long).candidates[0].answers == {"who": "listed"}


def test_an_empty_template_has_no_candidates(flow: Flow) -> None:
    table = table_of(filled(flow), flow)
    assert (table.candidates, table.bad, table.not_asked) == ((), (), ())


# ── reading ──────────────────────────────────────────────────────────────────────────────


def test_columns_may_be_moved_and_stand_among_their_own(pack: Pack, flow: Flow) -> None:
    workbook = Workbook()
    sheet = workbook.active
    sheet.append(["推荐表 2026"])
    sheet.append([])
    ids = list(reversed(CLEAR))
    sheet.append(["序号", *[f"第{n}问 [{id_}]" for n, id_ in enumerate(ids)], "备注", "国别"])
    sheet.append([7, *[CLEAR[id_] for id_ in ids], "see file", "老挝"])
    [candidate] = table_of(workbook, flow).candidates
    assert (candidate.row, candidate.name, candidate.answers) == (4, "7 · see file · 老挝", CLEAR)


def test_a_header_may_be_the_questions_words_or_a_mark_in_full_width(flow: Flow) -> None:
    workbook = Workbook()
    sheet = workbook.active
    who, twin = flow.question["who"], flow.question["twin"]
    sheet.append(
        [who.text.zh, f"3. {twin.text.en.upper()}", "是否提交过【ＦＩＬＥＤ】", flow.question["online"].label.zh]
    )
    sheet.append(["listed", "alone", "not_yet", "can"])
    [candidate] = table_of(workbook, flow).candidates
    assert candidate.answers == {"who": "listed", "twin": "alone", "filed": "not_yet", "online": "can"}


def test_what_is_empty_counts_as_not_sure_and_never_as_met(pack: Pack, flow: Flow) -> None:
    for left_out in CLEAR:
        answers = {id_: option for id_, option in CLEAR.items() if id_ != left_out}
        [one] = judge(pack, flow, table_of(filled(flow, answers), flow), NOON)
        assert one.evaluation.verdict is Verdict.CHECK, left_out


def test_questions_without_a_column_are_told(pack: Pack, flow: Flow) -> None:
    workbook = filled(flow, CLEAR)
    workbook[CANDIDATES].delete_cols(column_of(workbook[CANDIDATES], "twin"))
    table = table_of(workbook, flow)
    assert table.not_asked == ("twin",)
    written, [one] = results_of(workbook, pack, flow)
    assert one.evaluation.verdict is Verdict.CHECK
    assert any("twin" in str(row) for row in written[TOTALS].iter_rows(values_only=True))


def edited(content: bytes, part: str, edit: Callable[[str], str]) -> bytes:
    """A workbook with one of its parts edited, or added."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as parts, zipfile.ZipFile(made, "w") as out:
        for name in dict.fromkeys([*parts.namelist(), part]):
            old = parts.read(name).decode() if name in parts.namelist() else ""
            out.writestr(name, edit(old) if name == part else old)
    return made.getvalue()


def test_a_formula_counts_as_what_it_came_to(flow: Flow) -> None:
    """As a spreadsheet program saves it: with its value, which may be an empty text."""
    workbook = filled(flow, {**CLEAR, "twin": "=A9"}, {**CLEAR, "twin": "=A8"})
    content = saved(workbook)
    for formula, value in (("A9", "alone"), ("A8", "")):
        plain, computed = f"><f>{formula}</f><v></v>", f' t="str"><f>{formula}</f><v>{value}</v>'
        content = edited(
            content,
            "xl/worksheets/sheet1.xml",
            lambda xml, old=plain, new=computed: _once(xml, old, new),  # type: ignore[misc]  # bound at once
        )
    table = open_workbook(content, flow).table
    assert table.bad == ()
    assert [candidate.answers.get("twin") for candidate in table.candidates] == ["alone", None]


def _once(text: str, old: str, new: str) -> str:
    text = text.replace("<v />", "<v></v>").replace("<v/>", "<v></v>")
    assert text.count(old) == 1
    return text.replace(old, new)


def test_what_the_copy_cannot_keep_is_told(flow: Flow) -> None:
    content = edited(saved(filled(flow, CLEAR)), "xl/media/image1.png", lambda _: "x")
    book = open_workbook(content, flow)
    assert book.left_out == ("pictures",)
    assert notes(book, "en") == ["Not kept in the result: pictures (your own file is unchanged)."]


def test_a_template_of_an_older_version_is_told(flow: Flow) -> None:
    workbook = filled(flow, CLEAR)
    assert notes(open_workbook(saved(workbook), flow), "en") == []
    workbook[LISTS]["A3"].value = "0123456789"
    [note] = notes(open_workbook(saved(workbook), flow), "en")
    assert "0123456789" in note


# ── bad cells ────────────────────────────────────────────────────────────────────────────


def seeded(flow: Flow) -> tuple[Any, dict[str, str]]:
    """A workbook with ten bad cells of every sort, and place → problem."""
    workbook = filled(flow, CLEAR, FIX, CHECK, STOP, CLEAR, CLEAR, CLEAR, CLEAR, CLEAR)
    sheet = workbook[CANDIDATES]
    seeds: dict[str, str] = {}

    def seed(row: int, question: str, value: object, problem: str) -> None:
        cell = sheet.cell(row, column_of(sheet, question))
        cell.value = value
        seeds[cell.coordinate] = problem

    seed(2, "who", "也许吧", "no-option")
    seed(3, "type", "#N/A", "error-value")
    seed(4, "k_new", 42, "wrong-type")
    seed(5, "k_lead", True, "wrong-type")
    seed(6, "k_used", dt.date(2026, 5, 1), "wrong-type")
    seed(7, "twin", "=IF(A7=1,1,2)", "not-computed")
    seed(8, "filed", "can", "no-option")  # another question's option
    online = sheet.cell(9, column_of(sheet, "online"))
    sheet.merge_cells(start_row=9, end_row=10, start_column=online.column, end_column=online.column)
    seeds[online.coordinate] = "merged"
    last = sheet.max_column
    sheet.cell(1, last + 1).value = "Which track? [track]"
    sheet.cell(1, last + 2).value = f"请问{flow.question['netlink'].text.zh}"
    seeds[sheet.cell(1, last + 1).coordinate] = "unknown-column"
    seeds[sheet.cell(1, last + 2).coordinate] = "like-question"
    return workbook, seeds


def test_ten_seeded_bad_cells_are_all_reported_and_nothing_else(flow: Flow) -> None:
    workbook, seeds = seeded(flow)
    table = table_of(workbook, flow)
    assert len(seeds) == 10
    assert {f"{bad.letter}{bad.row}": bad.problem for bad in table.bad} == seeds
    assert all(bad.sheet == CANDIDATES for bad in table.bad)


def test_a_bad_cell_is_told_with_its_place_value_and_what_is_allowed(flow: Flow) -> None:
    workbook, _ = seeded(flow)
    by_row = {bad.row: bad for bad in table_of(workbook, flow).bad}
    line = by_row[2].line("zh")
    place = f"{CANDIDATES}!C2"
    assert line.startswith(f"{place} [who]: “也许吧”")
    assert all(f"{id_} = {shown(option)}" in line for id_, option in flow.question["who"].options.items())
    assert by_row[4].value == "42"
    assert by_row[5].value == "TRUE"
    assert by_row[6].value == "2026-05-01"
    assert by_row[3].value == "#N/A"
    assert "none of the question's options" in by_row[8].line("en")


def test_bad_cells_lose_nothing_else(pack: Pack, flow: Flow) -> None:
    workbook, _ = seeded(flow)
    written, judged = results_of(workbook, pack, flow)
    assert len(judged) == 9
    assert judged[0].candidate.answers == {k: v for k, v in CLEAR.items() if k != "who"}
    before, after = loaded(saved(workbook))[CANDIDATES], written[CANDIDATES]
    for row in before.iter_rows():
        for cell in row:
            assert after[cell.coordinate].value == cell.value
    places = {(row[1], row[2]) for row in written[BAD].iter_rows(min_row=2, values_only=True)}
    assert len(places) == 10
    assert after["C2"].fill.fgColor.rgb.endswith("F8CBAD")


def test_what_is_merged_counts_for_no_row(flow: Flow) -> None:
    workbook, _ = seeded(flow)
    by_row = {candidate.row: candidate for candidate in table_of(workbook, flow).candidates}
    assert "online" not in by_row[9].answers
    assert "online" not in by_row[10].answers


def test_a_question_with_two_columns_counts_where_they_agree(flow: Flow) -> None:
    workbook = filled(flow, CLEAR, CLEAR, CLEAR)
    sheet = workbook[CANDIDATES]
    extra = sheet.max_column + 1
    sheet.cell(1, extra).value = "again [twin]"
    sheet.cell(2, extra).value = "alone"
    sheet.cell(3, extra).value = "twice"
    table = table_of(workbook, flow)
    assert [(bad.row, bad.problem) for bad in table.bad] == [(1, "duplicate-column"), (3, "contradicts")]
    assert ["twin" in candidate.answers for candidate in table.candidates] == [True, False, True]


def test_a_workbook_without_the_table_is_reported_by_its_sheets(flow: Flow) -> None:
    workbook = Workbook()
    workbook.active.title = "Budget"
    workbook.active.append(["Rent", 3])
    [bad] = table_of(workbook, flow).bad
    assert (bad.sheet, bad.problem, bad.value, bad.row) == (CANDIDATES, "no-table", "Budget", None)


def test_own_columns_are_not_taken_for_questions(flow: Flow) -> None:
    workbook = filled(flow, CLEAR)
    sheet = workbook[CANDIDATES]
    for number, header in enumerate(["申报单位", "联系人 (phone)", "No.", "状态", "Remarks [internal use]", 2026], 1):
        sheet.cell(1, sheet.max_column + 1).value = header
        sheet.cell(2, sheet.max_column).value = number
    table = table_of(workbook, flow)
    assert table.bad == ()
    assert table.candidates[0].answers == CLEAR


# ── no workbook ──────────────────────────────────────────────────────────────────────────


def cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "not an .xlsx workbook"),
        (b"who,type\nlisted,key\n", "not an .xlsx workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "encrypted"),
        (b"PK\x05\x06" + b"\0" * 18, "damaged"),
        (b"x" * 20_000_001, "larger than 20 MB"),
    ],
)
def test_what_is_no_workbook_is_said_in_one_line(flow: Flow, content: bytes, why: str) -> None:
    with pytest.raises(Unreadable, match=why) as problem:
        open_workbook(content, flow)
    assert "\n" not in str(problem.value)


def test_a_damaged_workbook_is_said_in_one_line(flow: Flow) -> None:
    with pytest.raises(Unreadable, match="damaged"):
        open_workbook(cut(saved(filled(flow, CLEAR))), flow)


def test_the_template_of_another_call_is_refused(pack: Pack, flow: Flow) -> None:
    other = saved(make_template(flow_for(pack, "case", NOON)))
    with pytest.raises(Unreadable, match=r"'case-2026', not 'award-2026'"):
        open_workbook(other, flow)


# ── results ──────────────────────────────────────────────────────────────────────────────


def test_verdicts_todos_and_ranks_stand_beside_the_candidates(pack: Pack, flow: Flow) -> None:
    written, judged = results_of(filled(flow, CLEAR, STOP, CHECK, FIX), pack, flow)
    sheet = written[CANDIDATES]
    columns = {name: column_of(sheet, f"={name}") for name in RESULTS}
    for one, answers in zip(judged, (CLEAR, STOP, CHECK, FIX), strict=True):
        row = one.candidate.row
        assert one.evaluation == evaluate(flow, answers, "open")
        assert sheet.cell(row, columns["verdict"]).value == one.sheets["zh"].verdict_words
        todos = [sheet.cell(row, columns[f"todo-{number}"]).value for number in (1, 2, 3)]
        assert [todo for todo in todos if todo] == one.todo_texts("zh")[:3]
        assert sheet.cell(row, columns["rank"]).value == one.rank
    assert [one.rank for one in judged] == [4, 3, 2, 1]
    assert sheet.cell(2, columns["todo-1"]).value is None


def test_a_fixable_row_comes_first_and_a_hopeless_one_last(pack: Pack, flow: Flow) -> None:
    late = {**CLEAR, "filed": "late"}
    written, _ = results_of(filled(flow, late, CLEAR, CHECK, FIX), pack, flow)
    rows = [row[1] for row in written[ORDER].iter_rows(min_row=2, values_only=True)]
    assert rows == [5, 4, 3, 2]


def test_the_totals_count_and_remind(pack: Pack, flow: Flow) -> None:
    written, _ = results_of(filled(flow, CLEAR, STOP, FIX, FIX), pack, flow)
    rows = {str(row[0]): row[1] for row in written[TOTALS].iter_rows(values_only=True)}
    text = "\n".join(str(value) for row in written[TOTALS].iter_rows(values_only=True) for value in row)
    assert rows["候选数 / Candidates"] == 4
    assert rows["可以补正 / Fixable"] == 2
    assert "列入推荐单位的表格不等于已经申报" in text
    assert "a row in a relaying body's table is not a submission" in text
    assert f"{flow.id} · {flow.version}" in text
    twin = flow.condition["twin"].text.zh
    row = next(row for row in written[TOTALS].iter_rows(values_only=True) if row[0] == twin)
    assert row[1:5] == (2, 2, 0, 0)


def test_the_text_to_forward_says_it_all_in_both_languages(pack: Pack, flow: Flow) -> None:
    written, [one] = results_of(filled(flow, FIX), pack, flow)
    [row] = written[FORWARD].iter_rows(min_row=2, values_only=True)
    for text, language in zip(row[2:4], LANGUAGES, strict=True):
        sheet = one.sheets[language]
        assert text == forward_text(one, language)
        assert all(line in text for line in (*sheet.header, sheet.verdict_sentence, *one.todo_texts(language)))
        assert "单位2 · Work 2" in text
    assert "不等于已经申报" in row[2]
    assert "not a submission" in row[3]


def test_their_own_columns_formats_and_sheets_are_kept(pack: Pack, flow: Flow) -> None:
    workbook = filled(flow, CLEAR, FIX)
    sheet = workbook[CANDIDATES]
    own = sheet.max_column + 1
    sheet.cell(1, own).value = "Budget"
    sheet.cell(2, own).value, sheet.cell(3, own).value = 12.5, "=A1"
    sheet.cell(2, own).number_format = "0.00"
    sheet.cell(2, own).fill = PatternFill("solid", fgColor="FF00FF00")
    sheet.cell(3, own).comment = Comment("ask them", "me")
    workbook.create_sheet("Ours")["B2"] = "keep"
    written, _ = results_of(workbook, pack, flow)
    after = written[CANDIDATES]
    assert (after.cell(2, own).value, after.cell(3, own).value) == (12.5, "=A1")
    assert (after.cell(2, own).number_format, after.cell(2, own).fill.fgColor.rgb) == ("0.00", "FF00FF00")
    assert after.cell(3, own).comment.text == "ask them"
    assert written["Ours"]["B2"].value == "keep"
    assert len(after.data_validations.dataValidation) == len(flow.questions)


def test_results_can_be_taken_up_again(pack: Pack, flow: Flow) -> None:
    """Columns and sheets of an earlier run are written anew, not beside."""
    first, _ = results_of(filled(flow, FIX, STOP), pack, flow)
    sheet = first[CANDIDATES]
    sheet.cell(2, column_of(sheet, "twin")).value = "alone"
    sheet.cell(3, 1).value = sheet.cell(3, 2).value = None
    for question in STOP:
        sheet.cell(3, column_of(sheet, question)).value = None
    second, [one] = results_of(first, pack, flow)
    assert one.evaluation.verdict is Verdict.CLEAR
    assert second.sheetnames == first.sheetnames
    after = second[CANDIDATES]
    assert after.max_column == sheet.max_column
    assert after.cell(3, column_of(after, "=verdict")).value is None


@pytest.mark.parametrize("name", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "#REF!", '=HYPERLINK("x")'])
def test_what_we_copy_of_theirs_is_never_a_formula(pack: Pack, flow: Flow, name: str) -> None:
    workbook = filled(flow, {**CLEAR, "twin": "?"})
    sheet = workbook[CANDIDATES]
    for column in (1, column_of(sheet, "twin")):
        sheet.cell(2, column).value = name
        sheet.cell(2, column).data_type = "s"
    written, _ = results_of(workbook, pack, flow)
    ours = [cell for title in (TOTALS, ORDER, FORWARD, BAD) for row in written[title].iter_rows() for cell in row]
    copied = [cell for cell in ours if isinstance(cell.value, str) and cell.value.startswith(name.strip()[:4])]
    assert copied
    assert all(cell.data_type == "s" for cell in ours if isinstance(cell.value, str))
    if name[0] != "#":
        assert all(cell.quotePrefix for cell in copied)


def test_signs_no_file_can_hold_do_not_stop_the_rest() -> None:
    from bot.documents.workbook.cells import LONGEST, put

    sheet = Workbook().active
    assert sheet is not None
    put(sheet.cell(1, 1), "a\x00b\x1bc")
    put(sheet.cell(1, 2), "长" * (LONGEST + 5))
    assert sheet.cell(1, 1).value == "a\ufffdb\ufffdc"
    assert len(str(sheet.cell(1, 2).value)) == LONGEST


def test_a_bad_sheet_has_no_letter() -> None:
    assert BadCell("S", None, None, "no-table", "").place == "S"
