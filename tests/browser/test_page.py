"""The chat page as people use it: with a mouse, a finger, a keyboard, after a reload, on a bad line."""

import re
from pathlib import Path

from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import Site
from tests.fakes import DEADLINES, FORM, NOTE, NOTICE

QUESTION = "领先科技奖什么时候截止？"

_INK_OF = """glyph => {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 64;
  const pen = canvas.getContext("2d");
  pen.font = "48px " + getComputedStyle(document.body).fontFamily;
  pen.fillText(glyph, 4, 52);
  return Array.from(pen.getImageData(0, 0, 64, 64).data.filter((_, i) => i % 4 === 3)).join();
}"""


_FAINT = """() => {
  const numbers = (colour) => [...colour.match(/[\\d.]+/g).map(Number), 1].slice(0, 4);
  const over = (top, below) => [0, 1, 2].map((i) => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
  const ground = (node) => {
    if (!node) return [255, 255, 255, 1];
    const own = numbers(getComputedStyle(node).backgroundColor);
    return own[3] === 1 ? own : over(own, ground(node.parentElement));
  };
  const light = (colour) => colour.slice(0, 3)
    .map((v) => (v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const isShown = (node) => {
    const box = node.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && !node.closest("[hidden], .unseen, noscript, dialog:not([open]), .skip");
  };
  const faint = [], texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let seen = 0;
  while (texts.nextNode()) {
    const text = texts.currentNode, node = text.parentElement;
    if (!text.data.trim() || !isShown(node)) continue;
    const below = ground(node), ink = over(numbers(getComputedStyle(node).color), below);
    const [bright, dark] = [light(ink), light(below)].sort((a, b) => b - a);
    const ratio = (bright + 0.05) / (dark + 0.05);
    seen += 1;
    if (ratio < 4.5) faint.push(`${text.data.trim().slice(0, 30)}: ${ratio.toFixed(2)}`);
  }
  const small = [...document.querySelectorAll("button, summary, textarea")].filter(isShown)
    .filter((node) => Math.min(node.offsetWidth, node.offsetHeight) < 24).map((node) => node.textContent);
  return { faint, small, seen };
}"""


def _ask(page: Page, text: str) -> None:
    page.locator("#said").fill(text)
    page.locator("#said").press("Enter")


def _answers(page: Page, count: int) -> None:
    expect(page.locator(".entry.bot")).to_have_count(count)


def _overflow(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


def test_a_chinese_glyph_renders(page: Page) -> None:
    """A font that lacks a character draws the same box for each: U+FFFFF is in no font."""
    missing, one, other = (page.evaluate(_INK_OF, glyph) for glyph in ("\U000fffff", "网", "奖"))
    assert "255" in one
    assert len({missing, one, other}) == 3


def test_a_question_is_answered_with_its_sources(page: Page, pictures: Path) -> None:
    page.screenshot(path=pictures / "empty.png")
    _ask(page, QUESTION)
    _answers(page, 1)
    expect(page.locator(".bot .text")).to_have_text(DEADLINES["award"])
    link = page.get_by_role("link", name=NOTICE.title)
    assert link.get_attribute("href") == NOTICE.address
    expect(page.locator(".sources li").last).to_have_text(f"{FORM.title} · {FORM.section}")
    expect(page.locator("#said")).to_be_focused()
    page.screenshot(path=pictures / "answer.png")


def test_a_tapped_choice_is_sent_marked_and_closed(page: Page, site: Site, pictures: Path) -> None:
    _ask(page, QUESTION)
    page.get_by_role("button", name="实践案例的截止时间").click()
    _answers(page, 2)
    assert site.conversation.heard[-1].choice == "case"
    expect(page.locator(".bot").first.locator(".chosen")).to_contain_text("实践案例的截止时间")
    expect(page.locator(".bot").first.locator("button:enabled")).to_have_count(0)
    expect(page.locator(".bot").last.locator(".choices button:enabled")).to_have_count(2)
    page.screenshot(path=pictures / "choice.png")


def test_a_file_that_came_with_a_reply_is_saved_by_a_click_also_after_a_reload(page: Page, tmp_path: Path) -> None:
    _ask(page, "/file")
    _answers(page, 1)
    page.reload()
    with page.expect_download() as found:
        page.get_by_role("button", name=NOTE.name).click()
    assert found.value.suggested_filename == NOTE.name
    found.value.save_as(tmp_path / "saved")
    assert (tmp_path / "saved").read_bytes() == NOTE.content


def test_mail_addresses_and_phone_numbers_are_links_and_dates_are_not(page: Page) -> None:
    _ask(page, QUESTION)
    page.get_by_role("button", name="实践案例的截止时间").click()
    _answers(page, 2)
    links = page.locator(".bot").last.locator(".text a")
    assert [a.get_attribute("href") for a in links.all()] == [
        "mailto:office@example.org",
        "tel:+861080001234",
    ]


def test_links_are_found_where_they_end(page: Page) -> None:
    told = (
        "见https://example.org/a(b)，及（www.example.org）。或发a.b@c-d.org.cn、13800138000、010-80001234；"
        "文号〔2026〕12，2026-06-15，+86 (10) 87931737。javascript:alert(1) <img src=x>"
    )
    found = page.evaluate(
        """async text => {
          const { linked } = await import("./page/links.js");
          const box = document.createElement("div");
          box.append(linked(text));
          return [box.textContent, [...box.querySelectorAll("a")].map(a => a.getAttribute("href"))];
        }""",
        told,
    )
    assert found[0] == told
    assert found[1] == [
        "https://example.org/a(b)",
        "https://www.example.org/",
        "mailto:a.b@c-d.org.cn",
        "tel:13800138000",
        "tel:01080001234",
        "tel:+861087931737",
    ]


def test_a_chat_goes_on_after_reload_and_restart(page: Page, site: Site) -> None:
    _ask(page, QUESTION)
    _answers(page, 1)
    site.stop()
    site.start()
    page.reload()
    _answers(page, 1)
    _ask(page, "那另一个呢")
    _answers(page, 2)
    expect(page.locator(".bot .text").last).to_have_text(DEADLINES["case"])
    assert len({message.chat for message in site.conversation.heard}) == 1


def test_a_failed_message_can_be_sent_again_even_after_reload(page: Page, pictures: Path) -> None:
    page.route("**/api/v1/messages", lambda route: route.abort())
    _ask(page, QUESTION)
    expect(page.locator(".failed")).to_contain_text("连接不上服务器")
    page.screenshot(path=pictures / "failed.png")
    page.unroute("**/api/v1/messages")
    page.reload()
    page.get_by_role("button", name="重试").click()
    _answers(page, 1)
    expect(page.locator(".entry.me")).to_have_count(1)
    expect(page.locator(".failed")).to_have_count(0)


def test_a_draft_and_a_message_under_way_survive_a_reload(page: Page, site: Site) -> None:
    site.conversation.delay = 1
    _ask(page, QUESTION)
    expect(page.locator("#waiting")).to_be_visible()
    page.locator("#said").fill("还没发")
    page.reload()
    expect(page.locator("#said")).to_have_value("还没发")
    expect(page.locator(".entry.me")).to_contain_text(QUESTION)
    expect(page.get_by_role("button", name="重试")).to_be_visible()


def test_a_fault_of_the_server_is_told(page: Page) -> None:
    _ask(page, "boom")
    expect(page.locator(".failed")).to_contain_text("服务器出错了")


def test_too_many_messages_are_told_with_the_time_to_wait(page: Page) -> None:
    def refuse(route: Route) -> None:
        route.fulfill(status=429, headers={"Retry-After": "7"}, json={"detail": "too many"})

    page.route("**/api/v1/messages", refuse)
    _ask(page, QUESTION)
    expect(page.locator(".failed")).to_contain_text("7 秒后")


def test_what_is_not_covered_is_marked(page: Page, pictures: Path) -> None:
    _ask(page, "今天天气怎么样")
    expect(page.locator(".bot.fallback .badge")).to_have_text("资料未涵盖")
    page.screenshot(path=pictures / "fallback.png")


def test_the_language_switch_rules_page_and_answers(page: Page, site: Site, pictures: Path) -> None:
    page.get_by_label("English").check()
    expect(page.locator("#said")).to_have_attribute("placeholder", re.compile("Ask a question"))
    assert page.locator("html").get_attribute("lang") == "en"
    _ask(page, "When is the deadline?")
    _answers(page, 1)
    assert site.conversation.heard[-1].language == "en"
    assert page.locator(".entry.bot").get_attribute("lang") == "en"
    page.screenshot(path=pictures / "english.png")
    page.reload()
    expect(page.get_by_label("English")).to_be_checked()
    page.get_by_label("Auto").check()
    _ask(page, QUESTION)
    _answers(page, 2)
    assert site.conversation.heard[-1].language is None


def test_a_command_is_answered_in_the_language_of_the_talk(page: Page, site: Site) -> None:
    for number, text in enumerate(("/precheck award", QUESTION, "/help"), 1):
        _ask(page, text)
        _answers(page, number)
    assert [message.language for message in site.conversation.heard] == ["zh", None, "zh"]


def test_every_text_stands_out_from_its_ground_by_day_and_by_night(browser: Browser, site: Site) -> None:
    """WCAG 2.2 AA: 4.5 to 1, also for what is disabled; and nothing to tap is smaller than 24 pixels."""
    for scheme in ("light", "dark"):
        context = browser.new_context(locale="zh-CN", color_scheme=scheme, viewport={"width": 900, "height": 900})
        page = context.new_page()
        page.goto(site.address)
        for text in (QUESTION, "qwertz", "boom"):
            _ask(page, text)
            page.wait_for_timeout(300)
        found = page.evaluate(_FAINT)
        assert found["seen"] > 20
        assert found["faint"] == []
        assert found["small"] == []
        context.close()


def test_the_page_has_all_its_words_in_both_languages(page: Page) -> None:
    same, used = page.evaluate(
        """async () => {
          const { WORDS } = await import("./page/words.js");
          const [zh, en] = [WORDS.zh, WORDS.en].map(words => Object.keys(words).sort().join());
          const nodes = [...document.querySelectorAll("[data-words], [data-label], [data-hint]")];
          const keys = nodes.flatMap(node => Object.values({ ...node.dataset }));
          return [zh === en, keys.every(key => typeof WORDS.zh[key] === "string") && keys.length];
        }"""
    )
    assert same
    assert used > 10


def test_a_starter_asks_at_once(page: Page, site: Site) -> None:
    page.get_by_role("button", name="When is the deadline for the award?").click()
    _answers(page, 1)
    expect(page.locator("#welcome")).to_be_hidden()
    assert site.conversation.heard[0].text == "When is the deadline for the award?"


def test_a_new_chat_starts_with_a_new_session(page: Page, site: Site) -> None:
    _ask(page, QUESTION)
    _answers(page, 1)
    page.get_by_role("button", name="新对话").click()
    _answers(page, 0)
    expect(page.locator("#welcome")).to_be_visible()
    _ask(page, QUESTION)
    _answers(page, 1)
    assert len({message.chat for message in site.conversation.heard}) == 2


def test_deleting_ones_data_clears_server_and_page(page: Page, site: Site, pictures: Path) -> None:
    _ask(page, QUESTION)
    _answers(page, 1)
    page.get_by_role("button", name="删除我的数据").click()
    page.screenshot(path=pictures / "confirm.png")
    page.get_by_role("button", name="取消").click()
    _answers(page, 1)
    page.get_by_role("button", name="删除我的数据").click()
    page.get_by_role("button", name="删除", exact=True).click()
    _answers(page, 0)
    expect(page.locator("#notice")).to_have_text("已删除。")
    assert site.conversation.heard[-1].text == "/forget"
    assert site.conversation.remembered == {}
    assert QUESTION not in page.evaluate("JSON.stringify(localStorage)")


def test_data_the_server_could_not_delete_stays_on_the_page(page: Page) -> None:
    _ask(page, QUESTION)
    _answers(page, 1)
    page.route("**/api/v1/messages", lambda route: route.abort())
    page.get_by_role("button", name="删除我的数据").click()
    page.get_by_role("button", name="删除", exact=True).click()
    expect(page.locator("#notice")).to_contain_text("连接不上")
    _answers(page, 1)


def test_everything_can_be_done_with_the_keyboard(page: Page) -> None:
    page.keyboard.type(QUESTION)
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("谢谢")
    expect(page.locator("#said")).to_have_value(f"{QUESTION}\n谢谢")
    page.keyboard.press("Enter")
    _answers(page, 1)
    while page.evaluate("document.activeElement.closest('.choices') === null"):
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    _answers(page, 2)
    expect(page.locator("#said")).to_be_focused()


def test_enter_while_composing_picks_a_candidate_and_sends_nothing(page: Page, site: Site) -> None:
    page.locator("#said").fill("jiezhi")
    page.evaluate(
        """() => {
          const how = { key: "Enter", isComposing: true, bubbles: true, cancelable: true };
          document.getElementById("said").dispatchEvent(new KeyboardEvent("keydown", how));
        }"""
    )
    expect(page.locator("#said")).to_have_value("jiezhi")
    assert site.conversation.heard == []


def test_the_log_is_announced_politely_and_a_restored_one_is_not(page: Page) -> None:
    log = page.get_by_role("log")
    expect(log).to_have_attribute("aria-live", "polite")
    _ask(page, QUESTION)
    _answers(page, 1)
    expect(log).to_have_attribute("aria-busy", "false")


def test_the_transcript_is_bounded(page: Page) -> None:
    page.evaluate(
        """() => {
          const said = n => ({ who: "me", text: `${n}`, status: "sent" });
          const transcript = Array.from({ length: 260 }, (_, n) => said(n));
          localStorage.setItem("wicbot.v1", JSON.stringify({ session: null, language: "zh", transcript }));
        }"""
    )
    page.reload()
    _ask(page, QUESTION)
    _answers(page, 1)
    expect(page.locator(".entry")).to_have_count(200)
    assert page.evaluate("JSON.parse(localStorage['wicbot.v1']).transcript.length") == 200


def test_a_damaged_store_does_no_harm(page: Page) -> None:
    page.evaluate("localStorage.setItem('wicbot.v1', '{\"transcript\": 5, ')")
    page.reload()
    _ask(page, QUESTION)
    _answers(page, 1)


def test_it_fits_a_phone(browser: Browser, site: Site, pictures: Path) -> None:
    context = browser.new_context(
        locale="zh-CN",
        viewport={"width": 360, "height": 640},
        has_touch=True,
        is_mobile=True,
        color_scheme="dark",
    )
    page = context.new_page()
    page.goto(site.address)
    assert _overflow(page) <= 0
    page.screenshot(path=pictures / "phone-empty.png")
    page.get_by_role("button", name=QUESTION).tap()
    page.get_by_role("button", name="实践案例的截止时间").tap()
    _answers(page, 2)
    assert _overflow(page) <= 0
    expect(page.locator("#send")).to_be_in_viewport()
    page.wait_for_timeout(400)  # the end of the smooth scrolling, for the picture only
    page.screenshot(path=pictures / "phone.png")
    context.close()


def test_it_looks_right_in_the_dark(browser: Browser, site: Site, pictures: Path) -> None:
    context = browser.new_context(locale="en-GB", color_scheme="dark", reduced_motion="reduce")
    page = context.new_page()
    page.goto(site.address)
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert all(int(part) < 60 for part in re.findall(r"\d+", ground)[:3])
    _ask(page, QUESTION)
    _answers(page, 1)
    page.screenshot(path=pictures / "dark.png")
    context.close()
