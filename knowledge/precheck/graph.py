"""A flow as a picture, generated and never drawn: Mermaid text, and SVG.

Questions stand in their order, with the code of their clause; a line into a question that is not always shown is
labelled with the options that lead there. Conditions stand beside; their class shows in shape and in words.
"""

from collections.abc import Iterator
from html import escape
from itertools import pairwise

from knowledge.flow import Condition, ConditionClass, Flow, Question
from knowledge.language import Language

_WORDS: dict[Language, dict[ConditionClass, str]] = {
    "zh": {"fact": "事实", "curable": "可补正", "judged": "专家判断"},
    "en": {"fact": "fact", "curable": "can be settled", "judged": "judged"},
}
_SHAPES: dict[ConditionClass, tuple[str, str]] = {"fact": ("[[", "]]"), "curable": ("([", "])"), "judged": ("{{", "}}")}


def mermaid(flow: Flow, language: Language) -> str:
    """The flow as Mermaid text."""
    lines = ["flowchart LR", *(f"  {line}" for line in _mermaid_lines(flow, language))]
    return "\n".join(lines) + "\n"


def _mermaid_lines(flow: Flow, language: Language) -> Iterator[str]:
    for question in flow.questions:
        yield f'q_{question.id}["{_safe(question.label.in_(language))}<br/>{question.clause}"]'
    always = [question.id for question in flow.questions if not question.show_if]
    yield from (f"q_{one} --> q_{two}" for one, two in pairwise(always))
    for question in flow.questions:
        for id_, options in question.show_if.items():
            yield f'q_{id_} -. "{_safe(_options(flow, id_, options, language))}" .-> q_{question.id}'
    for condition in flow.conditions:
        start, end = _SHAPES[condition.kind]
        told = f"{_safe(condition.label.in_(language))}<br/>{_WORDS[language][condition.kind]}"
        yield f'c_{condition.id}{start}"{told}"{end}'
        yield from (f"q_{id_} --- c_{condition.id}" for id_ in condition.questions() if id_ in flow.question)


def _options(flow: Flow, question: str, options: tuple[str, ...], language: Language) -> str:
    """Options by their ids where there are many, else in words."""
    texts = [flow.question[question].options[option].text.in_(language) for option in options]
    told = " / ".join(texts)
    return told if len(told) <= 24 else " / ".join(options)


def _safe(text: str) -> str:
    return text.replace('"', "#quot;")


# ── SVG ──────────────────────────────────────────────────────────────────────────────────

_ROW, _HEIGHT, _WIDTH = 46, 34, 270
_INDENT, _LEFT, _RIGHT, _TOP = 26, 20, 500, 20
_STYLE = (
    "text{font:13px 'Noto Sans CJK SC','Noto Sans',sans-serif;fill:#1b1b1b}.s{font-size:10px;fill:#555}"
    ".q{fill:#eef4fb;stroke:#31597f}.c{fill:#fff;stroke:#444}.e{fill:none;stroke:#31597f}"
    ".l{fill:none;stroke:#b5b5b5}"
)


def svg(flow: Flow, language: Language) -> str:
    """The flow as an SVG picture of its own, with a title and a description for those who do not see it."""
    rows = max(len(flow.questions), len(flow.conditions))
    width, height = _RIGHT + _WIDTH + _LEFT, _TOP * 2 + rows * _ROW
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' role="img" aria-labelledby="title description">',
        f'<title id="title">{escape(flow.title.in_(language))}</title>',
        f'<desc id="description">{escape(_description(flow, language))}</desc>',
        f"<style>{_STYLE}</style>",
        *_links(flow),
        *_branches(flow, language),
        *(_question_box(flow, question, place, language) for place, question in enumerate(flow.questions)),
        *(_condition_box(condition, place, language) for place, condition in enumerate(flow.conditions)),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _description(flow: Flow, language: Language) -> str:
    questions = "; ".join(question.label.in_(language) for question in flow.questions)
    conditions = "; ".join(f"{c.label.in_(language)} ({_WORDS[language][c.kind]})" for c in flow.conditions)
    return f"{questions} → {conditions}"


def _x(flow: Flow, question: Question) -> int:
    """Questions that are not always shown stand further in, by how many others they depend on."""
    depth = len(question.show_if)
    return _LEFT + _INDENT * depth


def _y(place: int) -> int:
    return _TOP + place * _ROW


def _links(flow: Flow) -> Iterator[str]:
    """Thin lines from what is asked to what it decides."""
    places = {question.id: place for place, question in enumerate(flow.questions)}
    for place, condition in enumerate(flow.conditions):
        for id_ in condition.questions():
            if id_ in places:
                start = _x(flow, flow.question[id_]) + _WIDTH
                y1, y2 = _y(places[id_]) + _HEIGHT // 2, _y(place) + _HEIGHT // 2
                yield f'<path class="l" d="M{start} {y1} L{_RIGHT - 50} {y1} L{_RIGHT} {y2}"/>'


def _branches(flow: Flow, language: Language) -> Iterator[str]:
    """From a question into those that hang on it."""
    places = {question.id: place for place, question in enumerate(flow.questions)}
    for question in flow.questions:
        for id_ in question.show_if:
            x = _x(flow, flow.question[id_]) + 10
            y1, y2 = _y(places[id_]) + _HEIGHT, _y(places[question.id]) + _HEIGHT // 2
            yield f'<path class="e" d="M{x} {y1} L{x} {y2} L{_x(flow, question)} {y2}"/>'


def _question_box(flow: Flow, question: Question, place: int, language: Language) -> str:
    x, y = _x(flow, question), _y(place)
    when = [f"{id_} = {' / '.join(options)}" for id_, options in question.show_if.items()]
    small = escape(" · ".join([question.clause, *when[-1:]]))
    return (
        f'<rect class="q" x="{x}" y="{y}" width="{_WIDTH}" height="{_HEIGHT}"/>'
        f'<text x="{x + 8}" y="{y + 15}">{place + 1}. {escape(question.label.in_(language))}</text>'
        f'<text class="s" x="{x + 8}" y="{y + 28}">{small}</text>'
    )


def _condition_box(condition: Condition, place: int, language: Language) -> str:
    x, y, radius = _RIGHT, _y(place), {"fact": 0, "judged": 6, "curable": 17}[condition.kind]
    double = f'<rect class="c" x="{x + 3}" y="{y + 3}" width="{_WIDTH - 6}" height="{_HEIGHT - 6}"/>'
    words = " · ".join(part for part in (condition.clause, _WORDS[language][condition.kind], condition.type) if part)
    return (
        f'<rect class="c" x="{x}" y="{y}" width="{_WIDTH}" height="{_HEIGHT}" rx="{radius}"/>'
        f"{double if condition.kind == 'fact' else ''}"
        f'<text x="{x + 12}" y="{y + 15}">{escape(condition.label.in_(language))}</text>'
        f'<text class="s" x="{x + 12}" y="{y + 28}">{escape(words)}</text>'
    )
