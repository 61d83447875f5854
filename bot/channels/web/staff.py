"""/staff: what only the staff may do, for whoever sends its token."""

import secrets
from collections.abc import Awaitable, Callable
from typing import assert_never

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from bot.channels.web import problems
from bot.channels.web.pace import Pace, client_key
from handlers.ports import Refused, Reload, Reloaded, Unchanged

_WRONG_TOKENS = 10  # a minute and client; the right one is taken however many wrong ones went before


def create_router(token: str, reload: Callable[[], Awaitable[Reload]]) -> APIRouter:
    """The paths of the staff. Without a token there should be none: do not create them."""
    pace = Pace(_WRONG_TOKENS)

    def of_the_staff(request: Request) -> None:
        if _is_token(request.headers.get("authorization", ""), token):
            return
        wait = pace.admit(client_key(request.client.host if request.client else None))
        if wait is not None:
            raise HTTPException(429, f"too many wrong tokens; try again in {wait} s", {"Retry-After": str(wait)})
        raise HTTPException(401, "send the staff token: Authorization: Bearer TOKEN", {"WWW-Authenticate": "Bearer"})

    router = APIRouter(prefix="/staff", dependencies=[Depends(of_the_staff)], include_in_schema=False)

    @router.post("/reload")
    async def take_up() -> Response:
        return _answer(await reload())

    return router


def _is_token(header: str, token: str) -> bool:
    scheme, _, given = header.partition(" ")
    # Header bytes reach us as Latin-1. Compared in a time that does not tell how much of a guess was right.
    same = secrets.compare_digest(given.strip().encode("latin-1", "replace"), token.encode())
    return scheme.lower() == "bearer" and same


def _answer(outcome: Reload) -> Response:
    match outcome:
        case Reloaded(version):
            return JSONResponse({"status": "reloaded", "version": version})
        case Unchanged(version):
            return JSONResponse({"status": "unchanged", "version": version})
        case Refused(version, faults):
            listed = [{"file": f.file, "line": f.line, "message": f.message, "kind": f.kind} for f in faults]
            detail = f"the changed pack cannot be used, faults: {len(faults)}; {version} stays in use"
            return problems.problem(409, detail, version=version, faults=listed)
        case other:
            assert_never(other)
