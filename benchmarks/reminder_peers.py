"""Other ways to send reminders, each a process that can be killed.

python -m benchmarks.reminder_peers WAY '{"url", "token", "chats": […], "folder", "add"?, "run"?}'
"""

import asyncio
import datetime as dt
import json
import sys
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TEXT = "T-7"
_LEAD = 2.0  # seconds from making a date job to its date
_IN_FLIGHT = asyncio.Semaphore(8)


@dataclass(frozen=True)
class Task:
    """What to send where. `folder` outlives the process; `add`, `run`: whether to make the jobs, and to run them."""

    url: str
    token: str
    chats: tuple[int, ...]
    folder: Path
    add: bool = True
    run: bool = True

    @classmethod
    def read(cls, text: str) -> "Task":
        data: dict[str, Any] = json.loads(text)
        return cls(**data | {"chats": tuple(data["chats"]), "folder": Path(data["folder"])})


async def send(url: str, token: str, chat: int) -> None:
    """One message, eight at a time, and nothing else: what is refused is lost."""
    import httpx

    async with _IN_FLIGHT, httpx.AsyncClient() as client:
        await client.post(f"{url}/bot{token}/sendMessage", json={"chat_id": chat, "text": TEXT}, timeout=60)


async def loop(task: Task) -> None:
    """One after another; started again it begins again."""
    import httpx

    async with httpx.AsyncClient() as client:
        for chat in task.chats:
            await client.post(f"{task.url}/bot{task.token}/sendMessage", json={"chat_id": chat, "text": TEXT})


async def marking_loop(task: Task) -> None:
    """Eight at a time, each noted in a file once it is sent; started again it goes on with the others."""
    import httpx

    notes = task.folder / "sent"
    sent = {int(line) for line in notes.read_text().splitlines()} if notes.exists() else set[int]()
    async with httpx.AsyncClient() as client, asyncio.TaskGroup() as group:

        async def one(chat: int) -> None:
            async with _IN_FLIGHT:
                await client.post(f"{task.url}/bot{task.token}/sendMessage", json={"chat_id": chat, "text": TEXT})
                with notes.open("a") as file:
                    file.write(f"{chat}\n")

        for chat in task.chats:
            if chat not in sent:
                group.create_task(one(chat))


async def stored_jobs(task: Task) -> None:
    """APScheduler with a date job for each message, kept in a database; all at one date, run however late."""
    await _jobs(task, {"misfire_grace_time": None})


async def default_jobs(task: Task) -> None:
    """The same as APScheduler comes: a job more than a second late is dropped."""
    await _jobs(task, {})


async def _jobs(task: Task, defaults: dict[str, Any]) -> None:
    from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_EXECUTED, EVENT_JOB_MISSED
    from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
    from apscheduler.schedulers.asyncio import AsyncIOScheduler

    from bot.clock import system_now

    store = SQLAlchemyJobStore(f"sqlite:///{task.folder / 'jobs.db'}")
    scheduler = AsyncIOScheduler(jobstores={"default": store}, job_defaults=defaults, timezone=dt.UTC)
    scheduler.start(paused=True)
    if task.add:
        at = system_now() + dt.timedelta(seconds=_LEAD)
        for chat in task.chats:
            scheduler.add_job(send, "date", run_date=at, args=[task.url, task.token, chat])
    left, over = len(scheduler.get_jobs()), asyncio.Event()

    def done(_: object) -> None:
        nonlocal left
        left -= 1
        if left <= 0:
            over.set()

    scheduler.add_listener(done, EVENT_JOB_EXECUTED | EVENT_JOB_MISSED | EVENT_JOB_ERROR)
    if task.run and left:
        scheduler.resume()
        await over.wait()
    scheduler.shutdown(wait=False)


async def limiter(task: Task) -> None:
    """python-telegram-bot with its own limiter."""
    from telegram.error import TelegramError
    from telegram.ext import AIORateLimiter, ApplicationBuilder

    builder = ApplicationBuilder().token(task.token).base_url(f"{task.url}/bot")
    app = builder.rate_limiter(AIORateLimiter(max_retries=3)).build()

    async def one(chat: int) -> None:
        try:
            await app.bot.send_message(chat, TEXT)
        except TelegramError:
            return  # refused more often than it tries again

    async with app:
        await asyncio.gather(*map(one, task.chats))


WAYS: dict[str, Callable[[Task], Awaitable[None]]] = {
    "loop": loop, "marking_loop": marking_loop, "stored_jobs": stored_jobs, "default_jobs": default_jobs,
    "limiter": limiter,
}  # fmt: skip


def command(way: str, url: str, token: str, chats: Iterable[int], folder: Path, **more: bool) -> list[str]:
    """What starts a way in a process of its own."""
    task = {"url": url, "token": token, "chats": list(chats), "folder": str(folder), **more}
    return [sys.executable, "-m", "benchmarks.reminder_peers", way, json.dumps(task)]


if __name__ == "__main__":
    asyncio.run(WAYS[sys.argv[1]](Task.read(sys.argv[2])))  # type: ignore[arg-type]  # coroutines, each of them
