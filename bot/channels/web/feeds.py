"""Calendar feeds: the published deadlines of a call, and by a secret link those of a subscription.

For people who want no messages at all: a calendar program asks again every few hours, and a moved date moves there.
"""

import hashlib
from collections.abc import Callable, Sequence

from fastapi import APIRouter, Request
from fastapi.responses import Response

from bot.channels.web.problems import problem
from knowledge.language import Language
from knowledge.pack import Pack
from reminders import feed, links
from reminders.subscriptions import Subscriptions
from reminders.wording import CalendarEvent

_TYPE = "text/calendar; charset=utf-8"
_FRESH = 3600  # seconds a copy may be shown without asking again

MakeCalendar = Callable[[Sequence[CalendarEvent], Language, str], bytes]


def create_router(pack: Callable[[], Pack], subscriptions: Subscriptions | None, make: MakeCalendar) -> APIRouter:
    """`/calendar/PROGRAMME.ics` (`?lang=en`), `/calendar/all.ics`, and with `subscriptions` `/calendar/TOKEN.ics`."""
    router = APIRouter(include_in_schema=False)

    @router.api_route("/calendar/{name}.ics", methods=["GET", "HEAD"])
    async def calendar(request: Request, name: str, lang: Language = "zh") -> Response:
        known = pack()
        calls = [call.id for call in known.calls()]
        if name in (*calls, "all"):
            wanted = calls if name == "all" else [name]
            events = [event for call in wanted for event in feed.of_programme(known, call, lang)]
            title = "" if name == "all" else known.programme[name].name.in_(lang)
            return _given(request, make(events, lang, title), "public")
        number = links.subscriber_id(name)
        if subscriptions and number is not None:
            found = await subscriptions.by_id(number)
            if found and links.holds(name, found, "calendar"):
                language = found.preferences.language
                return _given(request, make(feed.of_subscriber(known, found), language, ""), "private")
        return problem(404, f"no calendar {name[:40]!r}; known: {', '.join([*calls, 'all'])}")

    return router


def _given(request: Request, content: bytes, cache: str) -> Response:
    """The calendar, or that it is the one the program has already."""
    tag = f'"{hashlib.sha256(content).hexdigest()[:24]}"'
    headers = {"ETag": tag, "Cache-Control": f"{cache}, max-age={_FRESH}"}
    asked = [one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")]
    if tag in asked:
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=_TYPE, headers=headers)
