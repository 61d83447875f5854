"""The stand-in over HTTP: the Bot API on one port, the control interface on another, which no fault touches."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any

from aiohttp import web

from tests.telegram import control, request
from tests.telegram.cloud import Cloud
from tests.telegram.errors import Refused, unauthorized
from tests.telegram.faults import BAD_GATEWAY, Fault
from tests.telegram.journal import Call
from tests.telegram.methods import carry_out
from tests.telegram.pushing import Pusher
from tests.telegram.request import Request
from tests.telegram.shapes import Json

_LARGEST_BODY = 60 << 20


class Server:
    """Listens after `start`; `url` is what WICBOT_TELEGRAM_API_BASE takes."""

    def __init__(self, cloud: Cloud, host: str = "127.0.0.1", port: int = 0, control_port: int = 0) -> None:
        self.cloud = cloud
        self.pusher = Pusher(cloud, self._from_webhook)
        self._host = host
        self._ports = [port, control_port]
        self._api = web.AppRunner(self._api_app(), access_log=None, shutdown_timeout=0.1)
        self._control = web.AppRunner(control.application(self), access_log=None, shutdown_timeout=0.1)
        self._site: web.TCPSite | None = None
        self._tasks: set[asyncio.Task[Any]] = set()

    @property
    def url(self) -> str:
        return f"http://{self._host}:{self._ports[0]}"

    @property
    def control_url(self) -> str:
        return f"http://{self._host}:{self._ports[1]}"

    async def start(self) -> None:
        await self._api.setup()
        await self._control.setup()
        await self.listen()
        site = web.TCPSite(self._control, self._host, self._ports[1])
        await site.start()
        self._ports[1] = _port_of(self._control, -1)
        self._keep(asyncio.create_task(self.pusher.run()))

    async def stop(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._api.cleanup()
        await self._control.cleanup()
        self.cloud.journal.close()

    async def listen(self) -> None:
        """From the beginning, and again after `deafen`, on the same port."""
        if self._site is None:
            self._site = web.TCPSite(self._api, self._host, self._ports[0], reuse_address=True)
            await self._site.start()
            self._ports[0] = _port_of(self._api, 0)

    async def deafen(self, seconds: float | None = None) -> None:
        """Nothing listens any more, and open connections break; for that long, or until `listen`."""
        if self._site:
            await self._site.stop()
            self._site = None
        if self._api.server:
            for connection in list(self._api.server.connections):
                if connection.transport:
                    connection.transport.abort()
        if seconds is not None:
            self._keep(asyncio.create_task(self._listen_after(seconds)))

    async def _listen_after(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        await self.listen()

    def _keep(self, task: asyncio.Task[Any]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # ── requests ─────────────────────────────────────────────────────────────────────────

    def _api_app(self) -> web.Application:
        app = web.Application(client_max_size=_LARGEST_BODY)
        app.router.add_route("*", "/bot{token}/{method}", self._method)
        app.router.add_get("/file/bot{token}/{path:.+}", self._file)
        return app

    async def _method(self, http: web.Request) -> web.StreamResponse:
        try:
            given = await request.read(http)
        except Refused as refused:
            return _json(refused.code, refused.body())
        given.call = call = self.cloud.journal.arrived(
            given.method, given.params, {name: upload.name for name, upload in given.files.items()}
        )
        if http.match_info["token"] != self.cloud.token:
            return self._ended(call, 401, unauthorized().body())
        fault = self.cloud.faults.strikes(given.method, call.chat)
        if fault:
            call.fault = fault.kind
            return await self._with(fault, given, call, http)
        return self._ended(call, *await self._answer(given, call))

    async def _answer(self, given: Request, call: Call) -> tuple[int, Json]:
        try:
            self.cloud.pace.take(given.method, call.chat, asyncio.get_running_loop().time())
            return 200, {"ok": True, "result": await carry_out(self.cloud, given)}
        except Refused as refused:
            return refused.code, refused.body()
        except Exception as error:  # a defect of the stand-in itself: `running` raises it in the test
            self.cloud.defects.append(error)
            return 500, Refused(500, f"Internal Server Error: {error!r}").body()

    async def _with(self, fault: Fault, given: Request, call: Call, http: web.Request) -> web.StreamResponse:
        if refusal := fault.refusal():
            return self._ended(call, refusal.code, refusal.body())
        match fault.kind:
            case "bad_gateway":
                self.cloud.journal.ended(call, 502, None)
                return web.Response(status=502, text=BAD_GATEWAY, content_type="text/html")
            case "drop_before":
                return self._dropped(call, http)
            case "drop_after":
                await self._answer(given, call)
                return self._dropped(call, http)
            case "slow_before":
                await asyncio.sleep(fault.seconds)
                return self._ended(call, *await self._answer(given, call))
        answer = await self._answer(given, call)
        await asyncio.sleep(fault.seconds)
        return self._ended(call, *answer)

    def _ended(self, call: Call, status: int, answer: Json) -> web.Response:
        updates = call.method.lower() == "getupdates" and status == 200
        self.cloud.journal.ended(call, status, None if updates else answer)  # which updates: `handed` says it
        return _json(status, answer)

    def _dropped(self, call: Call, http: web.Request) -> web.Response:
        self.cloud.journal.ended(call, None, None)
        if http.transport:
            http.transport.abort()
        return web.Response()

    async def _from_webhook(self, answer: Json) -> None:
        """A method call that came as the answer of the webhook: whatever becomes of it, nobody is told."""
        params = {k: v if isinstance(v, str) else json.dumps(v) for k, v in answer.items() if k != "method"}
        given = Request(answer["method"], params)
        given.call = call = self.cloud.journal.arrived(given.method, params, {})
        self._ended(call, *await self._answer(given, call))

    async def _file(self, http: web.Request) -> web.StreamResponse:
        if http.match_info["token"] != self.cloud.token:
            return _json(401, unauthorized().body())
        for file in self.cloud.files.values():
            if file.path == http.match_info["path"]:
                return web.Response(body=file.content, content_type="application/octet-stream")
        return _json(404, Refused(404, "Not Found").body())


def _json(status: int, body: Json) -> web.Response:
    return web.json_response(body, status=status, dumps=_dumps)


def _dumps(body: Any) -> str:
    return json.dumps(body, ensure_ascii=False)


def _port_of(runner: web.AppRunner, index: int) -> int:
    return int(runner.addresses[index][1])


@contextlib.asynccontextmanager
async def serving(cloud: Cloud, host: str = "127.0.0.1", port: int = 0, control_port: int = 0) -> AsyncIterator[Server]:
    """A server while the block runs."""
    server = Server(cloud, host, port, control_port)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()
