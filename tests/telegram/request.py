"""One request of the bot, however it was sent: query, urlencoded, multipart or JSON. Every value is text."""

import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.telegram.errors import bad_request
from tests.telegram.journal import Call
from tests.telegram.shapes import Json, whole_number


@dataclass(frozen=True)
class Upload:
    """A file in a request."""

    name: str
    content: bytes


@dataclass
class Request:
    """A method and its parameters."""

    method: str
    params: dict[str, str]
    files: dict[str, Upload] = field(default_factory=dict)
    call: Call | None = None

    def __getitem__(self, name: str) -> str:
        return self.params.get(name, "")

    def number(self, name: str, default: int = 0) -> int:
        return whole_number(self[name], default)

    def flag(self, name: str) -> bool:
        return self[name].lower() in {"true", "1", "yes"}

    def object(self, name: str) -> Json:
        """A parameter that is a JSON object; an empty one where it is not given."""
        given = self._json(name) or {}
        if not isinstance(given, dict):
            raise bad_request(f"object expected as {name.replace('_', ' ')}")
        return given

    def array(self, name: str) -> list[Json] | None:
        """A parameter that is a JSON array of objects; None where it is not given."""
        given = self._json(name)
        if given is None:
            return None
        if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
            raise bad_request(f"expected an Array of Object as {name.replace('_', ' ')}")
        return given

    def _json(self, name: str) -> Any:
        if not self[name]:
            return None
        try:
            return json.loads(self[name])
        except ValueError:
            raise bad_request(f"can't parse {name} JSON object") from None

    @property
    def chat(self) -> int:
        if not self["chat_id"]:
            raise bad_request("chat_id is empty")
        return self.number("chat_id")


async def read(request: web.Request) -> Request:
    """What came over HTTP."""
    params = dict(request.query)
    files: dict[str, Upload] = {}
    kind = request.content_type
    if kind == "application/json" and request.can_read_body:
        try:
            given = json.loads(await request.text())
        except ValueError:
            raise bad_request("can't parse JSON object") from None
        params |= {name: _text(value) for name, value in given.items() if value is not None}
    elif kind == "multipart/form-data" or kind == "application/x-www-form-urlencoded":
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                files[name] = Upload(value.filename, value.file.read())
            else:
                params[name] = value if isinstance(value, str) else bytes(value).decode()
    return Request(request.match_info["method"], params, files)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
