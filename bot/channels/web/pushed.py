"""A door for what another service pushes to us; bootstrap says who takes it."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from fastapi import APIRouter, Request
from fastapi.responses import Response

from bot.channels.web import problems

_SAID = {
    400: "this is no update",
    401: "the secret is wrong or missing",
    413: "the body is too large",
    503: "not ready; try again",
}

Take = Callable[[str | None, bytes], Awaitable[int]]
"""The secret that came with it and the body → the HTTP status to answer with."""


class Pushed(Protocol):
    """Where the door is, which header holds its secret, the most bytes of a body, and who takes it."""

    @property
    def path(self) -> str: ...

    @property
    def secret_header(self) -> str: ...

    @property
    def most_bytes(self) -> int: ...

    @property
    def take(self) -> Take: ...


def create_router(door: Pushed) -> APIRouter:
    """POST to the path: the body goes to `take` as it is."""
    router = APIRouter(include_in_schema=False)

    @router.post(door.path)
    async def pushed(request: Request) -> Response:
        status = await door.take(request.headers.get(door.secret_header), await request.body())
        return Response(status_code=status) if status == 200 else problems.problem(status, _SAID[status])

    return router
