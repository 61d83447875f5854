"""A full pre-check on the page: questions as buttons, an edit, a side question, a reload in the middle, the sheet."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.bootstrap import dialogues
from bot.channels.web.app import create_app
from bot.memory import MemoryConversations
from bot.metrics import Metrics
from handlers.conversation import Conversation
from knowledge.language import Language
from tests.asked import NOW
from tests.drivers import serving
from tests.precheck.talks import SIDE_ANSWER, VERDICTS, halves
from tests.processes import served
from tests.shipped import shipped

ANSWERS = ("政府部门", "还没有提交", "只有一个", "2016年或以后", "两个或以上国家", "有当地合作方", "已备好", "已备好")


async def _ready() -> str | None:
    return None


@pytest.fixture(scope="module")
def address(cache_dir: Path) -> Iterator[str]:
    """A server with the shipped content; its chats end with it."""
    library = shipped(cache_dir)
    conversation = Conversation(library, MemoryConversations(), dialogues=dialogues(library))
    app = create_app(conversation, now=lambda: NOW, ready=_ready, metrics=Metrics())
    with serving(app) as address:
        yield address


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(locale="zh-CN", viewport={"width": 1000, "height": 900})
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text) if "Security Policy" in line.text else None)
    page.set_default_timeout(10_000)
    page.goto(address)
    yield page
    context.close()
    assert faults == []


def _say(page: Page, text: str) -> None:
    count = page.locator(".entry.bot").count()
    page.locator("#said").fill(text)
    page.locator("#said").press("Enter")
    expect(page.locator(".entry.bot")).to_have_count(count + 1)


def _tap(page: Page, words: str) -> None:
    count = page.locator(".entry.bot").count()
    page.locator(".entry.bot").last.locator(".choices button").filter(has_text=words).first.click()
    expect(page.locator(".entry.bot")).to_have_count(count + 1)


def _picture(page: Page, file: Path) -> None:
    """The last reply as a whole, to be looked at after a change of the design."""
    size = page.viewport_size
    assert size
    page.set_viewport_size({"width": size["width"], "height": 2600})
    page.locator(".entry.bot").last.screenshot(path=file)
    page.set_viewport_size(size)


def _last(page: Page) -> str:
    return page.locator(".entry.bot").last.locator(".text").first.text_content() or ""


def test_a_whole_pre_check_with_an_edit_a_side_question_and_a_reload(page: Page, pictures: Path) -> None:
    _say(page, "做一次实践案例的预检")
    expect(page.locator(".bot.question .badge")).to_have_text("预检")
    page.screenshot(path=pictures / "question.png")
    for words in ANSWERS[:3]:
        _tap(page, words)
    page.reload()
    assert "从哪一年开始" in _last(page)
    _say(page, "截止时间是哪天？")
    assert "2026年6月15日24时" in _last(page)
    assert "从哪一年开始" in _last(page)
    for words in ANSWERS[3:]:
        _tap(page, words)
    _say(page, "没有，也来不及")
    _say(page, "没有")
    _say(page, "能")
    sheet = page.locator(".sheet")
    expect(sheet.locator(".outcome strong")).to_have_text("可以补正")
    # What only a screen reader sees used to lengthen the page, so that the top of it could be scrolled away.
    assert page.evaluate("document.documentElement.scrollHeight - innerHeight") <= 0
    expect(page.locator(".top")).to_be_in_viewport(ratio=1)
    expect(sheet.locator(".tree > li")).to_have_count(11)
    expect(sheet.locator(".tree > li.no .value")).to_have_text("不符合")
    expect(sheet.locator(".tree > li.no details")).to_have_attribute("open", "")
    expect(sheet.locator(".tree > li.no .said").first).to_be_visible()
    expect(sheet.locator(".tree > li.yes details[open]")).to_have_count(0)
    _picture(page, pictures / "sheet.png")
    _say(page, "改第9题")
    assert "视频材料" in _last(page)
    _tap(page, "已备好")
    last = page.locator(".sheet").last
    expect(last.locator(".outcome strong")).to_have_text("未发现障碍")
    page.reload()
    expect(page.locator(".sheet")).to_have_count(2)
    with page.expect_download() as found:
        _tap(page, "Word")
        page.locator(".entry.bot").last.locator(".file").click()
    assert found.value.suggested_filename == "precheck-case-2026.docx"


def test_the_award_shows_its_types_side_by_side_on_a_phone_in_the_dark(
    browser: Browser, address: str, pictures: Path
) -> None:
    context = browser.new_context(
        locale="en-GB", viewport={"width": 360, "height": 760}, color_scheme="dark", reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(address)
    _say(page, "run a pre-check for the award")
    for words in ("Government body", "Not yet", "Yes", "Undecided"):
        _tap(page, words)
    page.screenshot(path=pictures / "phone-question.png")
    _say(page, "result")
    expect(page.locator(".types li")).to_have_count(3)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    _picture(page, pictures / "phone-sheet.png")
    context.close()


@pytest.mark.parametrize(("case_id", "language"), [("1", "zh"), ("2", "en"), ("9", "zh"), ("3", "en")])
def test_each_verdict_is_come_to_on_the_page_through_a_restart_of_the_server(
    browser: Browser, environment: dict[str, str], case_id: str, language: Language
) -> None:
    """The real process, stopped in the middle and started again where it was."""
    before, after = halves(case_id, language)
    settings = {**environment, "WICBOT_CLOCK": NOW.isoformat()}
    context = browser.new_context(locale={"zh": "zh-CN", "en": "en-GB"}[language])
    page = context.new_page()
    page.set_default_timeout(20_000)
    with served(settings) as first:
        page.goto(first.url)
        _say(page, "/precheck case")  # tells no language: the browser does
        for text in before:
            _say(page, text)
        assert SIDE_ANSWER[language] in _last(page)
        first.stop()
    port = first.url.rpartition(":")[2]
    with served(settings, arguments=("--port", port)) as second:
        for text in after:
            _say(page, text)
        assert page.url.startswith(second.url)
        expect(page.locator(".sheet .outcome strong")).to_contain_text(VERDICTS[language][case_id])
        context.close()


def test_what_is_folded_on_the_screen_is_unfolded_on_paper(page: Page, pictures: Path) -> None:
    _say(page, "做一次实践案例的预检")
    _say(page, "结果")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator(".sheet .tree details:not([open])")).to_have_count(0)
    expect(page.locator("#composer")).to_be_hidden()
    page.screenshot(path=pictures / "paper.png", full_page=True)


def test_data_of_another_program_is_shown_as_text(page: Page) -> None:
    found = page.evaluate(
        """async () => {
          const { sheetIn } = await import("./page/sheet.js");
          const file = data => ({ type: "application/json", content: btoa(data) });
          const of = (...files) => sheetIn({ kind: "verdict", files });
          const other = { kind: "answer", files: [file('{"schema": 1, "sheet": {}}')] };
          const later = file('{"schema": 2, "sheet": {}}');
          return [of(), of(file("{")), of(later), sheetIn(other), sheetIn({ kind: "verdict" })];
        }"""
    )
    assert found == [None] * 5
