"""Whatever a bot sends, the stand-in answers it: with a result, or with a refusal in Telegram's words."""

import html
import json
import string
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.telegram.cloud import Cloud
from tests.telegram.entities import formatted
from tests.telegram.errors import Refused
from tests.telegram.methods import METHODS, carry_out
from tests.telegram.request import Request
from tests.telegram.shapes import utf16

_PIECES = st.sampled_from(["<", ">", "</", "<b>", "</b>", "<a href=", '"', "'", "&lt;", "&", "=", " ", "字", "😀", "b"])
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["text", "id", "type"]), inner),
    max_leaves=8,
)
_TEXTS = st.text(max_size=20) | _JSON.map(json.dumps)
_PARAMS = st.fixed_dictionaries(
    {},
    optional={
        name: _TEXTS
        for name in (
            "text", "reply_markup", "entities", "reply_parameters", "commands", "results", "scope", "menu_button",
            "allowed_updates", "offset", "limit", "caption", "document", "message_id", "language_code",
        )
    },
)  # fmt: skip


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_an_escaped_text_arrives_as_it_was(text: str) -> None:
    assert formatted(html.escape(text), "HTML").text == text.strip()


@given(st.lists(_PIECES, max_size=12).map("".join))
def test_any_html_is_read_or_refused(source: str) -> None:
    try:
        found = formatted(source, "HTML")
    except Refused:
        with pytest.raises(Refused, match=r"^Bad Request: can't parse entities: "):
            formatted(source, "HTML")
        return
    for entity in found.entities:
        assert 0 <= entity["offset"] < entity["offset"] + entity["length"] <= utf16(found.text)


@pytest.mark.parametrize("method", sorted(METHODS))
async def test_no_parameters_at_all(method: str) -> None:
    await _answered(method, {})


@given(method=st.sampled_from(sorted(METHODS)), params=_PARAMS, to_group=st.booleans())
async def test_any_parameters(method: str, params: dict[str, str], to_group: bool) -> None:
    await _answered(method, params, to_group=to_group)


@pytest.mark.parametrize("name", ["reply_markup", "entities", "reply_parameters", "commands", "results", "scope"])
@pytest.mark.parametrize("value", ["[]", "{}", "1", '"x"', "[[]]", "[{}]", '{"inline_keyboard":[1]}', "null", "["])
async def test_json_of_the_wrong_shape(name: str, value: str) -> None:
    for method in ("sendmessage", "setmycommands", "answerinlinequery"):
        await _answered(method, {"text": "x", name: value})


async def _answered(method: str, params: dict[str, str], *, to_group: bool = False) -> Any:
    cloud = Cloud()
    user = cloud.add_user("Li", None, None)
    user.started = True
    chat = cloud.add_group("Office", [user.id]).id if to_group else user.id
    try:
        return await carry_out(cloud, Request(method, {"chat_id": str(chat), **params, "timeout": "0"}))
    except Refused as refused:
        prefix, _, why = refused.description.partition(": ")
        assert prefix in {"Bad Request", "Forbidden", "Conflict"}
        assert why[0] in string.ascii_letters
