"""The pictures in docs/ are those the program draws; remake them with `wicbot knowledge graph`."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from knowledge.language import LANGUAGES, Language
from knowledge.precheck.graph import mermaid, svg
from tests.precheck import flow

DOCS = Path(__file__).parents[2] / "docs"
PROGRAMMES = ("case", "award")
_HEAD = """\
# The flows of the pre-check

Generated from the content, never drawn: `wicbot knowledge graph FLOW [--svg] [--lang zh|en]`.
Questions stand in their order with the code of their clause; a dotted line leads to one asked only after its answers.
Beside them stand the conditions they decide: double frame = fact, round ends = can be settled before filing,
six corners (in the SVG: rounded corners) = for experts to judge.
"""


def page() -> str:
    """What docs/precheck.md has to hold."""
    parts = [_HEAD]
    for programme in PROGRAMMES:
        asked = flow(programme)
        links = ", ".join(f"[{language}](precheck/{programme}-{language}.svg)" for language in LANGUAGES)
        parts.append(f"\n## {asked.title.en}\n\nAs SVG: {links}.\n\n```mermaid\n{mermaid(asked, 'en')}```\n")
    return "".join(parts)


def test_the_page_of_pictures_is_the_generated_one() -> None:
    assert (DOCS / "precheck.md").read_text(encoding="utf-8") == page()


@pytest.mark.parametrize("programme", PROGRAMMES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_committed_picture_is_the_generated_one(programme: str, language: Language) -> None:
    drawn = svg(flow(programme), language)
    assert (DOCS / "precheck" / f"{programme}-{language}.svg").read_text(encoding="utf-8") == drawn
    root = ElementTree.fromstring(drawn)
    texts = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    for condition in flow(programme).conditions:
        assert condition.label.in_(language) in texts


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_every_question_and_condition_is_in_the_picture(programme: str) -> None:
    asked, drawn = flow(programme), mermaid(flow(programme), "zh")
    assert all(f"  q_{question.id}[" in drawn for question in asked.questions)
    assert all(f"  c_{condition.id}" in drawn for condition in asked.conditions)
    assert drawn.count(".->") == sum(len(question.show_if) for question in asked.questions)


def remake() -> None:
    """Write the pictures anew: `python -m tests.knowledge.test_precheck_pictures`."""
    DOCS.joinpath("precheck.md").write_text(page(), encoding="utf-8")
    for programme in PROGRAMMES:
        for language in LANGUAGES:
            file = DOCS / "precheck" / f"{programme}-{language}.svg"
            file.write_text(svg(flow(programme), language), encoding="utf-8")


if __name__ == "__main__":
    remake()
