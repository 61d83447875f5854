"""The pictures and counts in docs/ are those the program comes to; `remake` makes them anew."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from knowledge.language import LANGUAGES, Language
from knowledge.precheck import Season, Verdict
from knowledge.precheck.graph import mermaid, svg
from knowledge.precheck.paths import count_all
from tests.precheck import flow

DOCS = Path(__file__).parents[2] / "docs"
PROGRAMMES = ("case", "award")
SEASONS: tuple[Season, ...] = ("open", "closed")
_HEAD = """\
# The flows of the pre-check

Generated from the content, never drawn: `wicbot knowledge graph FLOW [--svg] [--lang zh|en]`.
Questions stand in their order with the code of their clause; a dotted line leads to one asked only after its answers.
Beside them stand the conditions they decide: double frame = fact, round ends = can be settled before filing,
six corners (in the SVG: rounded corners) = for experts to judge.
"""


_BY_HAND = "## How the paths are walked"
_PATHS = """
## All paths

Counted in every test run over the whole product of answers, with nothing sampled.

| flow | the call is | questions | paths | CLEAR | CHECK | FIX | STOP |
|---|---|---|---|---|---|---|---|
"""


def paths() -> str:
    """The table of all paths."""
    rows = []
    for programme in PROGRAMMES:
        types = flow(programme).types
        options = flow(programme).question[types.question].options if types else {None: None}
        for option in options:
            for season in SEASONS:
                tally = count_all(flow(programme), option, season)
                ends = (f"{tally.ends.get(verdict, 0):,}" for verdict in reversed(Verdict))
                name = f"{programme}, {option}" if option else programme
                length = f"{tally.fewest}–{tally.most}"
                rows.append(" | ".join(("", name, season, length, f"{tally.paths:,}", *ends, "")).strip())
    return _PATHS + "\n".join(rows) + "\n"


def page() -> str:
    """What docs/precheck.md begins with; what was measured by hand comes behind it."""
    parts = [_HEAD]
    for programme in PROGRAMMES:
        asked = flow(programme)
        links = ", ".join(f"[{language}](precheck/{programme}-{language}.svg)" for language in LANGUAGES)
        parts.append(f"\n## {asked.title.en}\n\nAs SVG: {links}.\n\n```mermaid\n{mermaid(asked, 'en')}```\n")
    return "".join((*parts, paths()))


def test_the_page_of_pictures_is_the_generated_one() -> None:
    assert (DOCS / "precheck.md").read_text(encoding="utf-8").startswith(f"{page()}\n{_BY_HAND}\n")


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
    file = DOCS / "precheck.md"
    by_hand = file.read_text(encoding="utf-8").partition(_BY_HAND)[2]
    file.write_text(f"{page()}\n{_BY_HAND}{by_hand}", encoding="utf-8")
    for programme in PROGRAMMES:
        for language in LANGUAGES:
            file = DOCS / "precheck" / f"{programme}-{language}.svg"
            file.write_text(svg(flow(programme), language), encoding="utf-8")


if __name__ == "__main__":
    remake()
