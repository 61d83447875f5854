"""A reply as Telegram shows it: valid HTML, short enough, nothing lost, whatever the reply holds."""

import html
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.telegram.answers import marked_copy
from bot.channels.telegram.markup import (
    CALLBACK_BYTES,
    LIMIT,
    cut,
    keyboard,
    length,
    message,
    pieces,
    plain,
    spelt_out,
    with_chosen,
    words_of,
)
from bot.relay import Call
from handlers.contract import Choice, Kind, Reply, SourceLine

MOST = 4096
ALLOWED = {"blockquote", "b", "a"}


class Strict(HTMLParser):
    """Fails where tags are not ours, not closed, or closed in another order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ALLOWED, tag
        assert {name for name, _ in attrs} <= {"href", "expandable"}
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def read(text: str) -> str:
    """The text a person sees; fails where it is no HTML Telegram takes."""
    parser = Strict()
    parser.feed(text)
    parser.close()
    assert not parser.open
    bare = re.sub(r"<[^<>]*>", "", text)
    assert "<" not in bare
    assert ">" not in bare
    assert not re.search(r"&(?!amp;|lt;|gt;|quot;|#x27;)", bare)
    return parser.text


TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=300) | st.text(
    "<>&\"'/ab。.\n ", max_size=9000
)
SOURCE = st.builds(
    SourceLine,
    st.just("S"),
    TEXT,
    st.text(max_size=50),
    st.none() | st.just("javascript:alert(1)") | st.builds(lambda rest: f"https://example.org/{rest}", TEXT),
)


@settings(deadline=None)
@given(text=TEXT, sources=st.lists(SOURCE, max_size=8))
def test_whatever_a_reply_holds_telegram_can_read_it(text: str, sources: list[SourceLine]) -> None:
    found = pieces(Reply(Kind.ANSWER, text, "zh", sources=tuple(sources)))
    assert found
    for piece in found:
        assert read(piece).strip()
        assert length(piece) < MOST
        copy = marked_copy(Call("sendMessage", message(piece, place={}), language="zh"))
        assert length(str(copy.fields["text"])) < MOST
        assert "javascript:" not in piece.replace("javascript:alert(1)</a>", "")


@settings(deadline=None)
@given(TEXT)
def test_nothing_of_a_text_is_lost(text: str) -> None:
    shown = "".join(read(piece) for piece in pieces(Reply(Kind.ANSWER, text, "en")))
    kept = re.sub(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]", "", text)
    assert "".join(shown.split()) == ("".join(kept.split()) or "…")


def test_a_long_text_is_cut_where_a_sentence_ends() -> None:
    sentence = "申报截止时间是2026年6月15日24时，请按时提交材料。"
    parts = list(cut(sentence * 400, LIMIT))
    assert len(parts) > 1
    assert all(part.endswith("。") for part in parts)
    assert "".join(parts) == sentence * 400


def test_a_paragraph_is_a_better_place_than_a_sentence() -> None:
    paragraph = "One. Two. Three. " * 120
    parts = list(cut(f"{paragraph}\n\n{paragraph}\n\n{paragraph}", LIMIT))
    assert parts[0] == paragraph.strip() or parts[0].endswith("Three.")
    assert parts[0] == paragraph.strip()


def test_sources_are_a_quote_that_opens() -> None:
    source = SourceLine("S1", "Notice <2026>", "Annex & form", "https://example.org/?a=1&b=2")
    (piece,) = pieces(Reply(Kind.ANSWER, "Yes.", "en", sources=(source,)))
    assert piece == (
        "Yes.\n\n<blockquote expandable><b>Sources</b>\n"
        '<a href="https://example.org/?a=1&amp;b=2">Notice &lt;2026&gt;</a> · Annex &amp; form</blockquote>'
    )
    assert html.unescape(plain(piece)) == "Yes.\n\nSources\nNotice <2026> · Annex & form"


def test_buttons_carry_keys_and_a_key_that_is_too_long_is_a_fault_of_ours() -> None:
    rows = keyboard([Choice("q:deadline|p=case", "截止时间"), Choice("字" * 21, "x")])
    assert rows[0] == [{"text": "截止时间", "callback_data": "q:deadline|p=case"}]
    with pytest.raises(ValueError, match="more than 64 bytes"):
        keyboard([Choice("字" * 22, "x")])
    assert CALLBACK_BYTES == 64


def test_what_a_button_cannot_show_whole_is_spelt_out_with_its_number() -> None:
    long = "政府部门、国际组织、社会团体、科研机构、高校、技术社群"
    assert spelt_out([Choice("a", "个人"), Choice("b", long), Choice("c", "x" * 41)]) == f"\n2. {long}\n3. {'x' * 41}"
    assert spelt_out([Choice("a", "x" * 40), Choice("b", "字" * 20)]) == ""


def test_the_tapped_button_is_marked_once() -> None:
    rows = keyboard([Choice("a", "One"), Choice("b", "Two")])
    marked = with_chosen(rows, "b")
    assert marked == [[{"text": "One", "callback_data": "a"}], [{"text": "✓ Two", "callback_data": "b"}]]
    assert with_chosen(marked, "b") is None
    assert with_chosen(rows, "c") is None
    assert words_of(marked, "b") == "Two"
