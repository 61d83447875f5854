"""Files of a result: the same words in each, in the structure each has."""

import datetime as dt
import io
import json
import zipfile
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import pytest
from docx import Document
from docx.oxml.ns import qn
from icalendar import Calendar

from bot.documents.calendar import NothingPublished, calendar
from bot.documents.files import DocumentFiles
from bot.documents.page import page
from bot.documents.phrases import phrase
from bot.documents.picture import picture
from bot.documents.word import word
from handlers.ports import Documents
from knowledge.language import LANGUAGES, Language
from knowledge.pack import Pack
from knowledge.precheck import edition_of, flow_for, result_object
from knowledge.precheck.sheet import Sheet
from tests.bot.documents.results import AFTER, NASTY, evaluated, nasty_sheet, sheet_of, shipped_pack
from tests.fakes import NOON

EACH = [(programme, language) for programme in ("award", "case") for language in LANGUAGES]


@pytest.fixture(scope="module")
def pack() -> Pack:
    return shipped_pack()


def words_of(sheet: Sheet) -> list[str]:
    """Everything a sheet says."""
    lines = [line for section in sheet.sections for line in section.lines]
    said = [sheet.title, *sheet.header, sheet.verdict_words, sheet.verdict_sentence, *sheet.footer]
    said += [text for section in sheet.sections for text in (section.heading, section.intro)]
    said += [text for line in lines for text in (line.words, line.title, line.reason, line.clause, line.todo)]
    said += [line.changed for line in lines]
    return [text for text in said if text]


# ── Word ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("programme", "language"), EACH)
def test_a_word_file_says_all_that_the_sheet_says(pack: Pack, programme: str, language: Language) -> None:
    sheet = sheet_of(pack, programme, language)
    document = Document(io.BytesIO(word(sheet)))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    text = "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
    assert [said for said in words_of(sheet) if said not in text] == []


def test_a_word_file_has_headings_and_one_table_row_per_condition(pack: Pack) -> None:
    sheet = sheet_of(pack, "award")
    document = Document(io.BytesIO(word(sheet)))
    styles = [p.style.name for p in document.paragraphs if p.style]
    assert styles[0] == "Title"
    headings = [p.text for p in document.paragraphs if p.style and p.style.name == "Heading 1"]
    assert headings == [section.heading for section in sheet.sections]
    conditions = [section for section in sheet.sections if section.id == "conditions"]
    assert len(conditions) == 4
    for table, section in zip(document.tables, conditions, strict=True):
        rows = [[cell.text for cell in row.cells] for row in table.rows]
        assert rows[0] == [phrase(f"column-{n}", "zh") for n in ("value", "condition", "reason", "clause", "todo")]
        assert [row[0] for row in rows[1:]] == [f"{line.mark} {line.words}" for line in section.lines]
        assert [row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in table.rows].index(False) == 1


def test_a_word_file_is_a4_and_names_fonts_and_languages_for_chinese(pack: Pack) -> None:
    document = Document(io.BytesIO(word(sheet_of(pack, "case"))))
    paper = document.sections[0]
    assert paper.page_width
    assert paper.page_height
    assert (round(paper.page_width.mm), round(paper.page_height.mm)) == (210, 297)
    styles = document.styles.element
    fonts = list(styles.iter(qn("w:rFonts")))
    assert len(fonts) > 5
    assert {font.get(qn("w:eastAsia")) for font in fonts} == {"Microsoft YaHei"}
    assert not any(font.get(qn("w:eastAsiaTheme")) for font in fonts)
    assert {lang.get(qn("w:eastAsia")) for lang in styles.find(qn("w:docDefaults")).iter(qn("w:lang"))} == {"zh-CN"}
    assert document.core_properties.language == "zh-CN"


# ── page and picture ─────────────────────────────────────────────────────────────────────


class Reading(HTMLParser):
    """Text and tags of a page, as a browser would take them; what is styled or drawn left out of the text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize(("programme", "language"), EACH)
def test_a_page_says_all_that_the_sheet_says(pack: Pack, programme: str, language: Language) -> None:
    sheet = sheet_of(pack, programme, language)
    read = Reading(page(sheet))
    assert [said for said in words_of(sheet) if said not in read.text] == []
    assert ("lang", "zh-CN" if language == "zh" else "en") in read.attributes
    assert read.tags.count("h1") == 1
    assert read.tags.count("table") == sum(section.id == "conditions" for section in sheet.sections)


def test_a_page_needs_nothing_else(pack: Pack) -> None:
    read = Reading(page(sheet_of(pack, "award")))
    assert not {"script", "link", "img", "iframe", "object"} & set(read.tags)
    assert not [value for name, value in read.attributes if name in ("src", "href")]
    assert "@page" in page(sheet_of(pack, "award"))


def test_markup_in_a_sheet_stays_text() -> None:
    html = page(nasty_sheet())
    read = Reading(html)
    assert "script" not in read.tags
    assert "img" not in read.tags
    assert read.text.count(NASTY) > 10


@pytest.mark.parametrize(("programme", "language"), EACH)
def test_the_picture_shows_each_condition_with_its_value_in_words(
    pack: Pack, programme: str, language: Language
) -> None:
    sheet = sheet_of(pack, programme, language)
    drawn = ElementTree.fromstring(picture(sheet))
    space = "{http://www.w3.org/2000/svg}"
    texts = ["".join(element.itertext()) for element in drawn.iter(f"{space}text")]
    lines = [line for section in sheet.sections if section.id == "conditions" for line in section.lines]
    assert len(lines) > 8
    shown = "".join(texts).replace(" ", "")
    for line in lines:
        assert line.title.replace(" ", "") + line.words.replace(" ", "") in shown
    description = drawn.find(f"{space}desc")
    assert description is not None
    assert description.text
    assert all(f"{line.title} – {line.words}" in description.text for line in lines)
    ids = (drawn.get("aria-labelledby") or "").split()
    assert [element.get("id") for element in drawn if element.get("id")] == ids


def test_a_picture_of_markup_is_well_formed() -> None:
    drawn = ElementTree.fromstring(picture(nasty_sheet()))
    assert NASTY in "".join(drawn.itertext())


def test_there_is_no_picture_of_nothing() -> None:
    empty = Sheet("en", "T", (), nasty_sheet().verdict, "W", "S", (), ())
    assert picture(empty) == ""
    assert "<figure" not in page(empty)


# ── the port ─────────────────────────────────────────────────────────────────────────────


def test_the_files_are_named_typed_and_the_same_each_time(pack: Pack) -> None:
    files: Documents = DocumentFiles()
    sheet = sheet_of(pack, "case", "en")
    made = [files.word("r-1", sheet), files.html("r-1", sheet), files.text("r-1", sheet)]
    assert [file.name for file in made] == ["r-1.docx", "r-1.html", "r-1.txt"]
    assert made == [files.word("r-1", sheet), files.html("r-1", sheet), files.text("r-1", sheet)]
    with zipfile.ZipFile(io.BytesIO(made[0].content)) as parts:
        assert {part.date_time[0] for part in parts.infolist()} == {1980}
    assert all(said in made[2].content.decode("utf-8-sig") for said in words_of(sheet))


def test_the_json_file_is_the_machine_object_with_schema_and_sheet(pack: Pack) -> None:
    evaluation = evaluated(pack, "award", {"type": "key", "k_used": "no_"})
    result = result_object(pack, evaluation, NOON, "zh")
    sheet = sheet_of(pack, "award")
    data = json.loads(DocumentFiles().json("r", result, sheet).content)
    assert data["schema"] == 1
    assert data["version"] == evaluation.flow.version
    assert {name: data[name] for name in result} == json.loads(json.dumps(result))
    assert data["sheet"]["verdict"] == sheet.verdict.machine_name
    assert data["sheet"]["sections"][0]["lines"][0]["title"] == sheet.sections[0].lines[0].title


# ── the calendar ─────────────────────────────────────────────────────────────────────────


def events(pack: Pack, now: dt.datetime, language: Language = "zh") -> list[dict[str, str]]:
    flow = flow_for(pack, "award", now)
    content = calendar(pack.programme["award"], edition_of(pack, flow), now, language)
    made = Calendar.from_ical(content)
    assert isinstance(made, Calendar)
    return [
        {
            "start": _written(event["DTSTART"]),
            "summary": str(event["SUMMARY"]),
            "alarms": " ".join(_written(alarm["TRIGGER"]) for alarm in event.walk("VALARM")),
        }
        for event in made.walk("VEVENT")
    ]


def _written(value: Any) -> str:
    return str(value.to_ical().decode())


def test_the_deadline_is_the_organisers_instant_with_alarms(pack: Pack) -> None:
    [event] = events(pack, NOON)
    assert event["start"] == "20260615T160000Z"
    assert "北京时间2026年6月15日24时" in event["summary"]
    assert event["alarms"] == "-P7D -P1D -PT3H"


def test_alarms_that_are_over_are_left_out(pack: Pack) -> None:
    [event] = events(pack, dt.datetime(2026, 6, 15, 10, tzinfo=NOON.tzinfo), "en")
    assert event["alarms"] == "-PT3H"
    assert "24:00 Beijing time on 15 June 2026" in event["summary"]


def test_no_calendar_without_a_deadline_ahead(pack: Pack) -> None:
    with pytest.raises(NothingPublished):
        events(pack, AFTER)
