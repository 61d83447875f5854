"""The Bot API without any client: what is on the wire."""

from dataclasses import dataclass
from typing import Any

import aiohttp

from tests.telegram.running import Running
from tests.telegram.shapes import Json


@dataclass(frozen=True)
class Answered:
    """An answer as it came."""

    status: int
    body: Json

    @property
    def result(self) -> Any:
        assert self.body["ok"], self.body
        return self.body["result"]

    @property
    def refused(self) -> str:
        """The words of a refusal, whose code is that of the answer."""
        assert not self.body["ok"], self.body
        assert self.body["error_code"] == self.status
        return str(self.body["description"])


async def call(telegram: Running, method: str, **params: Any) -> Answered:
    """A method by POST and JSON."""
    url = f"{telegram.url}/bot{telegram.token}/{method}"
    async with aiohttp.ClientSession() as session, session.post(url, json=params) as answer:
        return Answered(answer.status, await answer.json())
