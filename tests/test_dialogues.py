"""Every dialogue of tests/dialogues/ through every channel's real adapter."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge.library import Library
from tests.drivers import Core, Http, Lines, PageTalk, TerminalTalk, answering_lines, browsing
from tests.transcripts import FOLDER, Dialogue, check, load, named, played

DIALOGUES = load()
BY_MAIL = played(DIALOGUES, "mail")
AS_LINES = played(DIALOGUES, "nowhere")
ON_THE_PAGE = [dialogue for dialogue in BY_MAIL if dialogue.page]


@pytest.fixture(scope="session")
def core(library: Library) -> Core:
    return Core(library)


@pytest.fixture(scope="session")
def lines(library: Library, cache_dir: Path) -> Iterator[Lines]:
    with answering_lines(cache_dir) as answering:
        yield answering


@pytest.fixture(scope="session")
def http(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Http:
    return Http(library, tmp_path_factory.mktemp("dialogues") / "chats.db")


@pytest.fixture(scope="session")
def terminal(library: Library) -> TerminalTalk:
    return TerminalTalk(library)


@pytest.fixture(scope="session")
def page_talk(chromium: str, library: Library) -> Iterator[PageTalk]:
    with browsing(library, chromium) as talk:
        yield talk


def test_there_are_dialogues() -> None:
    """Else all that follows would pass on an empty folder."""
    assert {dialogue.file for dialogue in DIALOGUES} == {path.stem for path in FOLDER.glob("*.yaml")}
    assert len(DIALOGUES) >= 40
    assert sum(len(dialogue.turns) for dialogue in DIALOGUES) >= 130
    assert len(ON_THE_PAGE) >= 5


def test_each_dialogue_has_a_name_of_its_own() -> None:
    assert len({dialogue.name for dialogue in DIALOGUES}) == len(DIALOGUES)


def test_both_languages_are_spoken() -> None:
    said = [turn.said for dialogue in DIALOGUES for turn in dialogue.turns if turn.said]
    latin = sum(text.isascii() for text in said)
    assert min(latin, len(said) - latin) >= 50


@pytest.mark.parametrize("dialogue", BY_MAIL, ids=named)
def test_in_the_core(core: Core, dialogue: Dialogue) -> None:
    check(core, dialogue)


@pytest.mark.parametrize("dialogue", AS_LINES, ids=named)
def test_as_json_lines(lines: Lines, dialogue: Dialogue) -> None:
    check(lines, dialogue)


@pytest.mark.parametrize("dialogue", BY_MAIL, ids=named)
def test_over_http(http: Http, dialogue: Dialogue) -> None:
    check(http, dialogue)


@pytest.mark.parametrize("dialogue", BY_MAIL, ids=named)
def test_in_the_terminal(terminal: TerminalTalk, dialogue: Dialogue) -> None:
    check(terminal, dialogue)


@pytest.mark.browser
@pytest.mark.parametrize("dialogue", ON_THE_PAGE, ids=named)
def test_on_the_page(page_talk: PageTalk, dialogue: Dialogue) -> None:
    check(page_talk, dialogue)
