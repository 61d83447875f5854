"""Subscriptions looked at, changed, paused, resumed, ended; and the buttons below a reminder. Twice does no harm."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal
from zoneinfo import ZoneInfo

from handlers.contract import Choice, Incoming
from handlers.subscribe.asking import CHANGEABLE
from handlers.subscribe.draft import Draft
from handlers.subscribe.making import EMAIL, own_deadlines, preferred
from handlers.subscribe.telling import Telling
from handlers.subscribe.works import Work, works_of
from knowledge.answer.wording import day as day_in_words
from reminders.subscriptions import ALL, Body, Edit, Subscriber, Subscription, Subscriptions

_MOST_CHANGES = 4  # offered with an overview


@dataclass(frozen=True)
class Said:
    """What is replied, and the question about one subscription that is open now, where one is."""

    text: str
    choices: tuple[Choice, ...] = ()
    ask: str = ""
    about: int | None = None


class Upkeep:
    """Everything about subscriptions that exist; `mine` are always those the chat may decide on."""

    def __init__(self, subscriptions: Subscriptions) -> None:
        self._subscriptions = subscriptions

    async def overview(self, telling: Telling, mine: Sequence[Subscriber]) -> Said:
        """Each subscription with its dates to come, and what can be done."""
        parts: list[str] = []
        choices: list[Choice] = []
        for subscriber in mine:
            parts += [
                *_where(telling, subscriber),
                *(telling.subscription(s, subscriber) for s in subscriber.subscriptions),
            ]
            parts.append(await self.coming(telling, subscriber))
            choices += [_change(telling, subscription) for subscription in subscriber.subscriptions]
        hold = "resume" if all(telling.is_paused(who) for who in mine) else "pause"
        ends = (Choice(f"/{hold}", telling.say(f"do-{hold}")), Choice("/unsubscribe", telling.say("do-unsubscribe")))
        return Said("\n\n".join(parts), (*choices[:_MOST_CHANGES], *ends))

    async def coming(self, telling: Telling, subscriber: Subscriber) -> str:
        """What will come, without what was told already."""
        told = await self._subscriptions.told([subscriber.id])
        return telling.coming(subscriber, told.get(subscriber.id, frozenset()))

    async def each(
        self, telling: Telling, action: Literal["pause", "resume", "unsubscribe"], programme: str | None,
        mine: Sequence[Subscriber],
    ) -> Said:  # fmt: skip
        """Pause, resume or end what is meant: the subscriptions to a call that is named, else all."""
        chosen = [s for who in mine for s in who.subscriptions if programme in (None, ALL, s.programme)]
        if not chosen and (wider := [(w, s) for w in mine for s in w.subscriptions if s.programme == ALL]):
            return await self._part(telling, action, programme or ALL, wider)
        if not chosen:
            return Said(telling.say("none-such", programme=telling.programme(programme or ALL)))
        after = [await getattr(self._subscriptions, action)(subscription.id) for subscription in chosen]
        offered = {"pause": "resume", "resume": "subscriptions", "unsubscribe": "subscribe"}[action]
        text = telling.say(f"{action}d", names="\n".join(_named(telling, s) for s in chosen))
        if action == "resume":
            text += "\n\n" + await self.coming(telling, after[-1])
        return Said(text, (Choice(f"/{offered}", telling.say(f"do-{offered}")),))

    async def _part(
        self, telling: Telling, action: str, programme: str, wider: Sequence[tuple[Subscriber, Subscription]]
    ) -> Said:
        """One call of a subscription to all: it can be taken out where one other is left, and not be paused alone."""
        rest = [call.id for call in telling.pack.calls() if call.id != programme]
        if action != "unsubscribe" or len(rest) != 1:
            return Said(telling.say("not-in-part"), tuple(_change(telling, what) for _, what in wider))
        told: list[str] = []
        choices: list[Choice] = []
        for _, what in wider:
            after = await self._subscriptions.edit(what.id, Edit(programme=rest[0]), telling.now)
            changed = next(s for s in after.subscriptions if s.id == what.id)
            told.append(telling.subscription(changed, after))
            choices.append(_change(telling, changed))
        return Said("\n\n".join([telling.say("changed"), *told]), tuple(choices))

    async def change(
        self, telling: Telling, who: Subscriber, what: Subscription, draft: Draft, now: dt.datetime
    ) -> Said:
        """What a draft says of one subscription; a deadline that cannot be is asked for again."""
        own, refused = own_deadlines(telling.pack, draft, draft.programme or what.programme, now)
        if refused and not own:
            return Said(telling.refusal(refused[0]), ask="own", about=what.id)
        await self._subscriptions.prefer(who.address, preferred(draft, who.preferences))
        for deadline in own:
            await self._subscriptions.set_internal(what.id, deadline)
        if "own" in draft.settled and not own:
            for old in what.internal:
                await self._subscriptions.clear_internal(what.id, old.programme, old.year)
        body = Body(draft.body, draft.kind or what.body.kind) if draft.body else None
        edit = Edit(body, None, draft.lead_days, draft.phases, draft.changes)
        after = await self._subscriptions.edit(what.id, edit, now)
        told = [telling.subscription(s, after) for s in after.subscriptions if s.id == what.id]
        told += [telling.refusal(one) for one in refused]
        more = Choice(f"sub:change:{what.id}", telling.say("do-change"))
        return Said("\n\n".join([telling.say("changed"), *told, await self.coming(telling, after)]), (more,))

    async def finished(self, telling: Telling, programme: str | None, mine: Sequence[Subscriber]) -> Said:
        """The work of this year is done: of the call that is named, or of the only one that is subscribed to."""
        every = works_of(telling.pack, mine, telling.now, telling.language)
        works = [work for work in every if programme in (None, ALL, work.programme)]
        if not works:
            return Said(telling.say("none-such", programme=telling.programme(programme or ALL)))
        if programme is None and len({work.programme for work in works}) > 1:
            choices = [Choice(f"remind:done:{work.key}", _finished(telling, work)) for work in works]
            return Said(telling.say("done-which"), tuple(choices[:_MOST_CHANGES]))
        said = [await self._done(telling, "done", w.subscription, w.programme, w.year) for w in works]
        return Said("\n".join(one.text for one in said), tuple(c for one in said for c in one.choices)[:_MOST_CHANGES])

    async def tapped(
        self,
        telling: Telling,
        who: Subscriber,
        what: Subscription,
        *,
        verb: str,
        rest: Sequence[str],
        message: Incoming,
    ) -> Said | None:
        """What a button does to one subscription; None for a key that is none."""
        match verb, list(rest):
            case "change", []:
                choices = tuple(Choice(f"sub:edit:{what.id}:{n}", telling.say(f"edit-{n}")) for n in CHANGEABLE)
                return Said(f"{telling.say('change-what')}\n\n{telling.subscription(what, who)}", choices)
            case "edit", [name] if name in CHANGEABLE:
                return Said("", ask=name, about=what.id)
            case "end", []:
                await self._subscriptions.unsubscribe(what.id)
                start = Choice("/subscribe", telling.say("do-subscribe"))
                return Said(telling.say("unsubscribed", names=_named(telling, what)), (start,))
            case "tomorrow", []:
                return await self._tomorrow(telling, who, what, message.now)
            case (("done" | "undo"), [programme, year]) if programme in telling.pack.programme and year.isdigit():
                return await self._done(telling, verb, what, programme, int(year))
            case _:
                return None

    async def _tomorrow(self, telling: Telling, who: Subscriber, what: Subscription, now: dt.datetime) -> Said:
        day = now.astimezone(ZoneInfo(who.preferences.zone)).date() + dt.timedelta(days=1)
        await self._subscriptions.remind_again(what.id, day)
        return Said(
            telling.say("tomorrow", day=day_in_words(day, telling.language), hour=f"{who.preferences.hour:%H:%M}")
        )

    async def _done(self, telling: Telling, verb: str, what: Subscription, programme: str, year: int) -> Said:
        named = {"programme": telling.programme(programme), "year": str(year), "body": what.body.name}
        if verb == "undo":
            after = await self._subscriptions.unmark_done(what.id, programme, year)
            return Said(f"{telling.say('undone', **named)}\n\n{await self.coming(telling, after)}")
        await self._subscriptions.mark_done(what.id, programme, year)
        undo = Choice(f"remind:undo:{what.id}:{programme}:{year}", telling.say("do-undo"))
        return Said(telling.say("done", **named), (undo,))


def meant(mine: Sequence[Subscriber], said: str) -> list[Subscriber]:
    """Those with the bodies a message names; all where it names none."""
    text = said.casefold()
    named = [
        replace(who, subscriptions=tuple(s for s in who.subscriptions if s.body.name.casefold() in text))
        for who in mine
    ]
    return [who for who in named if who.subscriptions] or list(mine)


def _where(telling: Telling, subscriber: Subscriber) -> list[str]:
    if subscriber.state == "unconfirmed":
        return [telling.say("waiting", address=subscriber.address.address)]
    return [telling.say("at", address=subscriber.address.address)] if subscriber.address.channel == EMAIL else []


def _named(telling: Telling, what: Subscription) -> str:
    return f"– {what.body.name} · {telling.programme(what.programme)}"


def _finished(telling: Telling, work: Work) -> str:
    return telling.say("do-done", body=work.subscription.body.name, programme=work.name)


def _change(telling: Telling, what: Subscription) -> Choice:
    label = telling.say("do-change-one", body=what.body.name, programme=telling.programme(what.programme))
    return Choice(f"sub:change:{what.id}", label)
