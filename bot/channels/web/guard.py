"""What every request passes: the size limit, the net for surprises, and the headers of every response."""

from collections.abc import Mapping, Sequence

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot import logs
from bot.channels.web.problems import problem
from bot.metrics import Metrics


class Unbroken:
    """An unexpected error becomes a 500 that tells nothing of the inside, and a log line that tells where."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def watch(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watch)
        except Exception as error:
            if scope["type"] != "http" or started:
                raise
            logs.logger("web").error(
                "request failed", error=type(error).__name__, where=logs.places(error.__traceback__)
            )
            answer = problem(500, "the message could not be answered because of a fault in the program")
            await answer(scope, receive, send)


class BodyLimit:
    """A body larger than `most` bytes is refused with 413, whether its size was announced or not.

    `larger`: paths that may take more.
    """

    def __init__(self, app: ASGIApp, most: int, larger: Mapping[str, int]) -> None:
        self._app = app
        self._most = most
        self._larger = larger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        most = self._larger.get(scope["path"], self._most)
        announced = Headers(scope=scope).get("content-length", "0")
        if announced.isdecimal() and int(announced) > most:
            return await problem(413, _detail(int(announced), most))(scope, receive, send)
        await self._app(scope, _counting(receive, most), send)


def _counting(receive: Receive, most: int) -> Receive:
    size = 0

    async def count() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > most:
            raise HTTPException(413, _detail(size, most))
        return message

    return count


def _detail(size: int, most: int) -> str:
    return f"the body has {size} bytes or more; at most {most} are possible"


class ResponseHeaders:
    """The page may load only what comes from here, and nobody may frame it but the allowed origins."""

    def __init__(self, app: ASGIApp, allowed_origins: Sequence[str], metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics
        self._headers = {
            "Content-Security-Policy": _policy(allowed_origins),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
            "Cross-Origin-Opener-Policy": "same-origin",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)

        async def decorate(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._decorate(scope["path"], message)
            await send(message)

        await self._app(scope, receive, decorate)

    def _decorate(self, path: str, start: Message) -> None:
        headers = MutableHeaders(scope=start)
        for name, value in self._headers.items():
            headers.setdefault(name, value)
        # Pages are asked for again, so that an update shows at once; what was said in a chat is kept nowhere.
        headers.setdefault("Cache-Control", "no-store" if path.startswith("/api/") else "no-cache")
        if start["status"] >= 400:
            self._metrics.request_refused(start["status"])


def _policy(allowed_origins: Sequence[str]) -> str:
    framing = " ".join(("'self'", *allowed_origins)) if allowed_origins else "'none'"
    own = "script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; manifest-src 'self'"
    return f"default-src 'none'; {own}; base-uri 'none'; form-action 'self'; frame-ancestors {framing}"
