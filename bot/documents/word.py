"""A sheet as a Word file: A4, real headings, a table of the conditions, fonts that have Chinese."""

import io
import zipfile
from collections.abc import Iterable, Sequence

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from bot.documents.phrases import phrase
from knowledge.language import Language
from knowledge.precheck.sheet import Line, Section, Sheet

LATIN, CHINESE = "Calibri", "Microsoft YaHei"  # Word has both; LibreOffice puts its own CJK font for the second
TAGS: dict[Language, tuple[str, str]] = {"zh": ("en-US", "zh-CN"), "en": ("en-GB", "zh-CN")}
WIDTHS = (Cm(1.9), Cm(4.1), Cm(4.4), Cm(3.5), Cm(4.1))  # 18 cm between margins of 1.5
COLUMNS = ("column-value", "column-condition", "column-reason", "column-clause", "column-todo")
GREY = RGBColor(0x59, 0x59, 0x59)
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # the earliest time a zip can hold: the same sheet makes the same file


def word(sheet: Sheet) -> bytes:
    """The file's content. The same sheet gives the same bytes."""
    document = Document()
    _set_paper(document)
    _set_styles(document, sheet.language)
    _set_properties(document, sheet)
    _write_head(document, sheet)
    for section in sheet.sections:
        _write_section(document, section, sheet.language)
    for line in sheet.footer:
        _small(document.add_paragraph(line))
    return _settled(document)


def _set_paper(document: WordDocument) -> None:
    paper = document.sections[0]
    paper.page_width, paper.page_height = Cm(21), Cm(29.7)
    paper.left_margin = paper.right_margin = Cm(1.5)
    paper.top_margin = paper.bottom_margin = Cm(1.8)


def _set_styles(document: WordDocument, language: Language) -> None:
    """Fonts by name instead of by theme, whose fonts have no Chinese, and the language for spelling and speech."""
    for style in document.styles:
        for fonts in style.element.iter(qn("w:rFonts")):
            _set_fonts(fonts)
    defaults = document.styles.element.find(qn("w:docDefaults"))
    for fonts in defaults.iter(qn("w:rFonts")):
        _set_fonts(fonts)
    latin, chinese = TAGS[language]
    for lang in defaults.iter(qn("w:lang")):
        lang.set(qn("w:val"), latin)
        lang.set(qn("w:eastAsia"), chinese)
    normal = document.styles["Normal"]
    assert isinstance(normal, ParagraphStyle)
    normal.font.size = Pt(10)
    normal.paragraph_format.space_after = Pt(4)


def _set_fonts(fonts: OxmlElement) -> None:  # type: ignore[valid-type]  # lxml's classes are made at run time
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)  # type: ignore[attr-defined]
    for kind, name in (("ascii", LATIN), ("hAnsi", LATIN), ("eastAsia", CHINESE), ("cs", LATIN)):
        fonts.set(qn(f"w:{kind}"), name)  # type: ignore[attr-defined]


def _set_properties(document: WordDocument, sheet: Sheet) -> None:
    properties = document.core_properties
    properties.title = sheet.title
    properties.language = TAGS[sheet.language][sheet.language == "zh"]
    properties.author = properties.last_modified_by = "wicbot"
    properties.comments = ""


def _write_head(document: WordDocument, sheet: Sheet) -> None:
    document.add_paragraph(sheet.title, style="Title")
    for line in sheet.header:
        _small(document.add_paragraph(line))
    document.add_paragraph().add_run(sheet.verdict_words).bold = True
    document.paragraphs[-1].runs[0].font.size = Pt(14)
    document.add_paragraph(sheet.verdict_sentence)


def _write_section(document: WordDocument, section: Section, language: Language) -> None:
    document.add_heading(section.heading, level=1)
    if section.intro:
        document.add_paragraph(section.intro)
    if section.id == "conditions":
        _write_table(document, section.lines, language)
        return
    style = "List Number" if section.id == "todo" and _is_first_list(document) else "List Bullet"
    for line in section.lines:
        _write_line(document.add_paragraph(style=style), line)


def _is_first_list(document: WordDocument) -> bool:
    """Word counts on through all numbered lists of a style; only one of them may be numbered."""
    return all(paragraph.style is None or paragraph.style.name != "List Number" for paragraph in document.paragraphs)


def _write_line(paragraph: Paragraph, line: Line) -> None:
    if line.words:
        paragraph.add_run(f"{line.words}  ").italic = True  # a mark alone is the list's bullet already
    paragraph.add_run(line.title).bold = bool(line.reason or line.todo)
    for text in (line.reason, line.todo, line.changed):
        if text:
            paragraph.add_run().add_break()
            paragraph.add_run(text)
    if line.clause:
        paragraph.add_run().add_break()
        _grey(paragraph, line.clause)


def _write_table(document: WordDocument, lines: Iterable[Line], language: Language) -> None:
    table = document.add_table(rows=1, cols=len(COLUMNS), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for cell, name in zip(table.rows[0].cells, COLUMNS, strict=True):
        _write_cell(cell, [phrase(name, language)], bold=True)
    _repeat_header(table)
    for line in lines:
        cells = table.add_row().cells
        texts = (
            [f"{line.mark} {line.words}".strip()],
            [line.title, line.kind_words],
            [line.reason],
            [line.clause, line.changed],
            [line.todo],
        )
        for cell, paragraphs in zip(cells, texts, strict=True):
            _write_cell(cell, paragraphs)
    for row in table.rows:
        _keep_whole(row._tr)
        for cell, width in zip(row.cells, WIDTHS, strict=True):
            cell.width = width


def _write_cell(cell: _Cell, texts: Sequence[str], *, bold: bool = False) -> None:
    """The first text as it is, what follows smaller and grey."""
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(1)
    run = paragraph.add_run(texts[0])
    run.bold, run.font.size = bold, Pt(9)
    for text in texts[1:]:
        if text:
            _grey(cell.add_paragraph(), text)


def _grey(paragraph: Paragraph, text: str) -> None:
    run = paragraph.add_run(text)
    run.font.size, run.font.color.rgb = Pt(8), GREY


def _small(paragraph: Paragraph) -> None:
    paragraph.paragraph_format.space_after = Pt(1)
    for run in paragraph.runs:
        run.font.size, run.font.color.rgb = Pt(9), GREY


def _repeat_header(table: Table) -> None:
    """The head of the table stands on every page, and is read out as one."""
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _keep_whole(row: object) -> None:
    """A row is not torn apart at the end of a page."""
    row.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # type: ignore[attr-defined]


def _settled(document: WordDocument) -> bytes:
    """The file without the time at which it was written."""
    written, settled = io.BytesIO(), io.BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as parts, zipfile.ZipFile(settled, "w", zipfile.ZIP_DEFLATED) as out:
        for part in parts.infolist():
            info = zipfile.ZipInfo(part.filename, _EARLIEST)
            out.writestr(info, parts.read(part), zipfile.ZIP_DEFLATED)
    return settled.getvalue()
