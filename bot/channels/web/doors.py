"""The pages behind the links of a letter: confirm a subscription, say that a year's work is done, end it.

Opening one changes nothing: mail programs and scanners open every link. Its button acts; and so does, at once, the
POST that RFC 8058 lets a mail program send without opening the page.
"""

import datetime as dt
import html
import urllib.parse
from collections.abc import Awaitable, Callable, Sequence

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, Response

from bot.channels.web.pace import Pace, client_key
from bot.channels.web.problems import problem
from handlers.phrases import phrase
from handlers.subscribe.works import Work
from knowledge.language import LANGUAGES, Language
from reminders import links
from reminders.subscriptions import Purpose, Subscriber, Subscriptions

Describe = Callable[[Subscriber, Language], Sequence[str]]
"""One line for each subscription of an address, as its owner should recognise it."""
Works = Callable[[Subscriber, Language], Sequence[Work]]
"""What the bodies at an address have to do this year."""

_TAG = {"zh": "zh-CN", "en": "en"}
_WRONG_LINKS = 30  # a minute and client
_ONE_CLICK = b"List-Unsubscribe=One-Click"
_ENOUGH = 200  # bytes of a body that are looked at


def create_router(
    subscriptions: Subscriptions, describe: Describe, works: Works, now: Callable[[], dt.datetime]
) -> APIRouter:
    """`/confirm/TOKEN`, `/done/TOKEN` and `/unsubscribe/TOKEN`; the tokens are those of `reminders.links`."""
    router = APIRouter(include_in_schema=False)
    pace = Pace(_WRONG_LINKS)

    async def whose(request: Request, purpose: Purpose, token: str) -> Subscriber | Response:
        number = links.subscriber_id(token)
        found = await subscriptions.by_id(number) if number is not None else None
        if found and links.holds(token, found, purpose):
            return found
        wait = pace.admit(client_key(request.client.host if request.client else None))
        if wait is not None:
            return problem(429, f"too many wrong links; try again in {wait} s", headers={"Retry-After": str(wait)})
        return _both("door-unknown", status=404)

    def door(purpose: Purpose, act: Callable[[Subscriber], Awaitable[None]]) -> None:
        @router.api_route(f"/{purpose}/{{token}}", methods=["GET", "HEAD"], name=purpose)
        async def look(request: Request, token: str) -> Response:
            match await whose(request, purpose, token):
                case Subscriber() as found:
                    return _asking(purpose, found, describe)
                case refusal:
                    return refusal

        @router.post(f"/{purpose}/{{token}}", name=f"{purpose} now")
        async def go(request: Request, token: str) -> Response:
            match await whose(request, purpose, token):
                case Subscriber() as found:
                    await act(found)
                    if _ONE_CLICK in (await request.body())[:_ENOUGH]:
                        return PlainTextResponse("unsubscribed\n")
                    return _page(found.preferences.language, f"door-{purpose}-done", address=found.address.address)
                case refusal:
                    return refusal

    async def confirm(subscriber: Subscriber) -> None:
        await subscriptions.set_state(subscriber.address, "active", "confirmed", now())

    async def unsubscribe(subscriber: Subscriber) -> None:
        await subscriptions.unsubscribe_all(subscriber.address)

    @router.api_route("/done/{token}", methods=["GET", "HEAD"], name="done")
    async def look_at_work(request: Request, token: str) -> Response:
        match await whose(request, "done", token):
            case Subscriber() as found:
                return _work(found, works)
            case refusal:
                return refusal

    @router.post("/done/{token}", name="done now")
    async def finish(request: Request, token: str) -> Response:
        match await whose(request, "done", token):
            case Subscriber() as found:
                tapped = urllib.parse.parse_qs((await request.body())[:_ENOUGH].decode("ascii", "replace"))
                for work in works(found, found.preferences.language):
                    if tapped.get("done") == [work.key]:
                        found = await subscriptions.mark_done(work.subscription.id, work.programme, work.year)
                    elif tapped.get("undo") == [work.key]:
                        found = await subscriptions.unmark_done(work.subscription.id, work.programme, work.year)
                return _work(found, works)
            case refusal:
                return refusal

    door("confirm", confirm)
    door("unsubscribe", unsubscribe)
    return router


def _work(subscriber: Subscriber, works: Works) -> Response:
    """Each call with the button that says it is done, or takes that back."""
    language, address = subscriber.preferences.language, subscriber.address.address
    found = works(subscriber, language)
    if not found:
        return _page(language, "door-nothing", address=address)
    lines = "".join(_of_work(work, language) for work in found)
    return _page(language, "door-done", f"<ul>{lines}</ul>", address=address)


def _of_work(work: Work, language: Language) -> str:
    state, verb = ("finished", "undo") if work.is_done else ("open", "done")
    values = {"body": work.subscription.body.name, "programme": work.name, "year": str(work.year)}
    told = html.escape(phrase(f"door-done-{state}", language, **values))
    button = html.escape(phrase(f"door-done-{verb}-button", language))
    return (
        f'<li>{told}<form method="post"><button type="submit" name="{verb}" value="{html.escape(work.key)}">'
        f"{button}</button></form></li>"
    )


def _asking(purpose: Purpose, subscriber: Subscriber, describe: Describe) -> Response:
    """What the link is about, and the button; what is done already is said to be."""
    language, address = subscriber.preferences.language, subscriber.address.address
    if not subscriber.subscriptions:
        return _page(language, "door-nothing", address=address)
    if purpose == "confirm" and subscriber.state == "active":
        return _page(language, "door-confirm-done", address=address)
    lines = "".join(f"<li>{html.escape(line).replace(chr(10), '<br>')}</li>" for line in describe(subscriber, language))
    button = html.escape(phrase(f"door-{purpose}-button", language))
    form = f'<ul>{lines}</ul><form method="post"><button type="submit">{button}</button></form>'
    return _page(language, f"door-{purpose}", form, address=address)


def _both(name: str, status: int) -> Response:
    """Where nothing tells the language."""
    texts = "".join(f'<p lang="{_TAG[spoken]}">{html.escape(phrase(name, spoken))}</p>' for spoken in LANGUAGES)
    return _framed("zh", texts, status)


def _page(language: Language, name: str, more: str = "", **values: str) -> Response:
    return _framed(language, f"<p>{html.escape(phrase(name, language, **values))}</p>{more}", 200)


def _framed(language: Language, inside: str, status: int) -> Response:
    page = (
        f'<!doctype html>\n<html lang="{_TAG[language]}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><meta name="robots" content="noindex"><title>wicbot</title>'
        '<link rel="icon" href="../page/icon.svg"><link rel="stylesheet" href="../page/style.css"></head>'
        f'<body class="door"><main><h1>wicbot</h1>{inside}</main></body></html>\n'
    )
    return HTMLResponse(page, status, headers={"Cache-Control": "no-store"})
