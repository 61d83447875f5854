"""The web application: page, machine interface, and what an operator watches."""

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path

from fastapi import APIRouter, FastAPI
from fastapi.responses import FileResponse, JSONResponse, Response
from starlette.middleware.cors import CORSMiddleware
from starlette.staticfiles import StaticFiles

from bot.channels.web import problems
from bot.channels.web.api import create_router
from bot.channels.web.guard import BodyLimit, ResponseHeaders, Unbroken
from bot.channels.web.pace import Pace
from bot.channels.web.pushed import Pushed
from bot.channels.web.pushed import create_router as pushed_router
from bot.metrics import Metrics
from bot.turns import Responder

PAGE = Path(__file__).parent / "page"
# 8,000 characters, each escaped as long as JSON can (two surrogates), and room for the other fields.
MOST_BYTES = 8000 * 12 + 4096

Ready = Callable[[], Awaitable[str | None]]
"""None when messages can be answered; otherwise what is missing, in words an operator understands."""


def create_app(
    conversation: Responder,
    *,
    now: Callable[[], dt.datetime],
    ready: Ready,
    metrics: Metrics,
    version: Callable[[], str] | None = None,
    rate_limit: int = 0,
    allowed_origins: Sequence[str] = (),
    routers: Sequence[APIRouter] = (),
    pushed: Pushed | None = None,
) -> FastAPI:
    """The application. `version` tells the pack in use.

    `routers` are further doors (staff, calendars) that bootstrap hands in; `pushed` is one for another service.
    """
    app = FastAPI(title="wicbot", docs_url=None, redoc_url=None, openapi_url="/api/v1/openapi.json")
    problems.install(app)
    _guard(app, allowed_origins, metrics, {pushed.path: pushed.most_bytes} if pushed else {})
    app.include_router(create_router(conversation, now, Pace(rate_limit)))
    for router in (*routers, *((pushed_router(pushed),) if pushed else ())):
        app.include_router(router)
    app.include_router(_operations(ready, metrics, version))
    app.include_router(_front())
    app.mount("/page", StaticFiles(directory=PAGE))
    return app


def _guard(app: FastAPI, allowed_origins: Sequence[str], metrics: Metrics, larger: Mapping[str, int]) -> None:
    """The last one added is the outermost: headers go on every response, errors included."""
    app.add_middleware(BodyLimit, most=MOST_BYTES, larger=larger)
    app.add_middleware(Unbroken)
    if allowed_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(allowed_origins),
            allow_methods=["POST"],
            allow_headers=["Content-Type"],
            expose_headers=["Retry-After"],
        )
    app.add_middleware(ResponseHeaders, allowed_origins=allowed_origins, metrics=metrics)


def _operations(ready: Ready, metrics: Metrics, version: Callable[[], str] | None) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.api_route("/healthz", methods=["GET", "HEAD"])
    async def healthz() -> Response:
        return JSONResponse({"status": "alive"})

    @router.api_route("/readyz", methods=["GET", "HEAD"])
    async def readyz() -> Response:
        missing = await ready()
        if missing:
            return problems.problem(503, missing)
        return JSONResponse({"status": "ready"} | ({"version": version()} if version else {}))

    @router.get("/metrics")
    async def figures() -> Response:
        return Response(metrics.exposition(), media_type=metrics.content_type)

    return router


def _front() -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.api_route("/", methods=["GET", "HEAD"])
    async def index() -> Response:
        return FileResponse(PAGE / "index.html")

    @router.api_route("/favicon.ico", methods=["GET", "HEAD"])
    async def favicon() -> Response:
        return FileResponse(PAGE / "icon.svg")

    return router
