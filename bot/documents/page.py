"""A sheet as one HTML page that needs no other file, to read and to print."""

from functools import cache
from html import escape
from pathlib import Path

from bot.documents.phrases import phrase
from bot.documents.picture import picture
from knowledge.language import Language
from knowledge.precheck.results import Verdict
from knowledge.precheck.sheet import Line, Section, Sheet

TAGS: dict[Language, str] = {"zh": "zh-CN", "en": "en"}
CLASSES = {Verdict.STOP: "stop", Verdict.FIX: "fix", Verdict.CHECK: "check", Verdict.CLEAR: "clear"}
COLUMNS = ("column-value", "column-condition", "column-reason", "column-clause", "column-todo")

_PAGE = """\
<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
<main>
<header>
<h1>{title}</h1>
{header}
</header>
<section class="verdict {verdict}">
<h2>{words}</h2>
<p>{sentence}</p>
</section>
{picture}
{sections}
</main>
<footer>
{footer}
</footer>
</body>
</html>
"""


def page(sheet: Sheet) -> str:
    """The page. Whatever is in the sheet is text on it, never markup."""
    return _PAGE.format(
        lang=TAGS[sheet.language],
        title=escape(sheet.title),
        style=_style(),
        header=_paragraphs(sheet.header),
        verdict=CLASSES[sheet.verdict],
        words=escape(sheet.verdict_words),
        sentence=escape(sheet.verdict_sentence),
        picture=_figure(sheet),
        sections="\n".join(_section(section, sheet.language) for section in sheet.sections),
        footer=_paragraphs(sheet.footer),
    )


@cache
def _style() -> str:
    return (Path(__file__).parent / "page.css").read_text(encoding="utf-8")


def _paragraphs(lines: tuple[str, ...]) -> str:
    return "\n".join(f"<p>{escape(line)}</p>" for line in lines)


def _figure(sheet: Sheet) -> str:
    drawn = picture(sheet)
    if not drawn:
        return ""
    caption = escape(phrase("picture-caption", sheet.language))
    return f"<figure>\n{drawn}\n<figcaption>{caption}</figcaption>\n</figure>"


def _section(section: Section, language: Language) -> str:
    intro = f"<p>{escape(section.intro)}</p>\n" if section.intro else ""
    if section.id == "conditions":
        body = _table(section, language)
    else:
        kind = "ol" if section.id == "todo" else "ul"
        body = f"<{kind}>\n" + "\n".join(_item(line) for line in section.lines) + f"\n</{kind}>"
    return f'<section class="{section.id}">\n<h2>{escape(section.heading)}</h2>\n{intro}{body}\n</section>'


def _item(line: Line) -> str:
    words = f"{_value(line)} " if line.words else ""  # a mark alone is the list's bullet already
    title = f"<strong>{escape(line.title)}</strong>" if line.reason or line.todo else escape(line.title)
    below = "".join(f"<br>{escape(text)}" for text in (line.reason, line.todo, line.changed) if text)
    clause = f"<br><small>{escape(line.clause)}</small>" if line.clause else ""
    return f"<li>{words}{title}{below}{clause}</li>"


def _table(section: Section, language: Language) -> str:
    head = "".join(f'<th scope="col">{escape(phrase(name, language))}</th>' for name in COLUMNS)
    rows = "\n".join(_row(line) for line in section.lines)
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>"


def _row(line: Line) -> str:
    cells = (
        f"<td>{_value(line)}</td>",
        f'<th scope="row">{escape(line.title)}{_small(line.kind_words)}</th>',
        f"<td>{escape(line.reason)}</td>",
        f"<td>{escape(line.clause)}{_small(line.changed)}</td>",
        f"<td>{escape(line.todo)}</td>",
    )
    return f"<tr>{''.join(cells)}</tr>"


def _value(line: Line) -> str:
    """Mark and words; the mark is for the eye only, since the words say the same."""
    kind = f" {line.value}" if line.value else ""
    mark = f'<span aria-hidden="true">{escape(line.mark)}</span> ' if line.value else ""
    return f'<span class="value{kind}">{mark}{escape(line.words)}</span>'


def _small(text: str) -> str:
    return f"<br><small>{escape(text)}</small>" if text else ""
