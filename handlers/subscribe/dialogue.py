"""Reminders as talk: subscribe, look, change, pause, resume, end; and the buttons below a reminder.

One line may say everything; what is missing is asked, one question at a time. Everything done is confirmed with the
dates that will come, asked of the same planner that sends them.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial

from handlers.contract import Choice, Incoming, Kind, Reply
from handlers.phrases import phrase
from handlers.ports import Delivery
from handlers.state import State
from handlers.subscribe import asking, upkeep, wishes
from handlers.subscribe.draft import Draft
from handlers.subscribe.kept import NAME, Kept
from handlers.subscribe.making import EMAIL, own_deadlines, wish_of
from handlers.subscribe.offering import offered
from handlers.subscribe.reading import Said, command_of, read
from handlers.subscribe.talk import Talk, spoken
from handlers.subscribe.telling import Telling
from handlers.subscribe.upkeep import Upkeep
from handlers.subscribe.wanting import action_in, topic_asked_about
from handlers.turn import Dialogue, Turn
from knowledge.language import Language
from knowledge.library import Library
from knowledge.question import Question
from knowledge.text import prepared
from reminders.subscriptions import ALL, Address, Preferences, Subscriber, Subscription, Subscriptions

_VAGUE = ("change", "pause", "resume", "done")  # may be said of something else, unless reminders are named
_MOST_UNCONFIRMED = 3  # subscriptions a mailbox nobody confirmed may gather


class Subscribe(Dialogue):
    """Over `reminders.subscriptions.Subscriptions`."""

    name = NAME

    def __init__(self, library: Library, subscriptions: Subscriptions, delivery: Delivery) -> None:
        self._library = library
        self._pack = library.pack
        self._subscriptions = subscriptions
        self._upkeep = Upkeep(subscriptions)
        self._delivery = delivery

    def owns(self, choice: str) -> bool:
        return choice.startswith(("sub:", "remind:"))

    def pending(self, state: State, language: Language) -> Reply | None:
        kept = Kept.of(state)
        if not kept.open:
            return None
        text, choices = asking.question(kept.ask, self._pack, language)
        leave = Choice("sub:leave", phrase("subscribe-leave", language))
        return Reply(Kind.CLARIFY, text, language, NAME, choices=(*choices, leave))

    def offers(self, message: Incoming, question: Question, reply: Reply) -> Sequence[Choice]:
        """Below a deadline of a call that is open, and below what is told of reminders: to subscribe, where one can."""
        if reply.kind is not Kind.ANSWER or not (self._delivery.here(message) or self._delivery.by_mail):
            return ()
        return offered(self._pack, question, reply, message.now)

    def topic_of(self, text: str) -> str | None:
        """That of reminders, or of ending and changing them."""
        return topic_asked_about(prepared(text))

    async def forget(self, message: Incoming, state: State, language: Language) -> str:
        """A chat of one's own is no longer written to; a group's subscriptions are the group's, a mailbox its own."""
        here = self._delivery.here(message)
        if here and self._delivery.kind(message) == "private":
            await self._subscriptions.forget(here)
        return phrase("subscribe-mails-stay", language) if Kept.of(state).mails else ""

    async def handle(self, message: Incoming, question: Question, state: State) -> Turn | None:
        if not (Kept.of(state).open or self._may_be_ours(message)):
            return None
        talk = self._talk(message, question, state)
        if message.choice and self.owns(message.choice):
            return await self._tapped(talk, message.choice)
        said = read(message, talk.reading, self._pack)
        if talk.kept.open and (turn := await self._answered(talk, said)):
            return turn
        return await self._acted(talk, said) if said.action else None

    def _may_be_ours(self, message: Incoming) -> bool:
        """Whether it is worth reading closely: most messages are about something else."""
        if command_of(message)[0] or (message.choice and self.owns(message.choice)):
            return True
        # as if it said enough, so that nothing that would be taken after a close look is left out
        return not message.choice and action_in(prepared(message.text), Draft(programme=ALL)) is not None

    def _talk(self, message: Incoming, question: Question, state: State) -> Talk:
        kept = Kept.of(state)
        language = message.language or state.language or spoken(message, question, state, kept)
        telling = Telling(self._pack, message.now, language)
        reading = self._library.lexicon.read(message.text)
        return Talk(message, state, kept, telling, reading, self._delivery.here(message))

    # ── what is wanted ──

    async def _acted(self, talk: Talk, said: Said) -> Turn | None:
        if said.action in _VAGUE and not _names_reminders(talk) and not await self._mine(talk):
            return None  # what is to be changed or paused is something else
        if said.wrong:
            return self._done(talk, talk.telling.say("wrong-days", why=said.wrong))
        if not await self._delivery.may_decide(talk.message):
            return self._done(talk, talk.telling.say("admins-only"))
        if said.action == "unoffered":
            return self._unoffered(talk, said.draft.programme)
        if said.action == "subscribe" and (turn := await self._changed_by_days(talk, said.draft)):
            return turn
        if said.action is None or said.action == "subscribe":
            kept = replace(talk.kept.closed(), guided=said.draft.says_programme_only, draft=said.draft)
            return await self._go_on(talk.with_kept(kept))
        mine = await self._mine(talk)
        if not mine and said.action == "tomorrow":
            return self._unoffered(talk, said.draft.programme)
        if not mine:
            start = Choice("/subscribe", talk.telling.say("do-subscribe"))
            return self._done(talk, talk.telling.say("none"), (start,))
        match said.action:
            case "overview" | "decline":
                return self._told(talk, await self._upkeep.overview(talk.telling, mine))
            case "tomorrow":
                return await self._tomorrow(talk, mine)
            case "change":
                return await self._change_said(talk, said.draft, mine)
            case "done":
                meant = upkeep.meant(mine, talk.message.text)
                return self._told(talk, await self._upkeep.finished(talk.telling, said.draft.programme, meant))
            case "pause" | "resume" | "unsubscribe" as action:
                meant = upkeep.meant(mine, talk.message.text)
                return self._told(talk, await self._upkeep.each(talk.telling, action, said.draft.programme, meant))

    async def _changed_by_days(self, talk: Talk, draft: Draft) -> Turn | None:
        """Days or hours without a call or a body, where something is subscribed: said of what there is."""
        if wishes.ANEW.search(talk.reading.folded) or not draft.is_of_any:
            return None
        mine = await self._mine(talk)
        return await self._change_said(talk, draft, mine) if mine else None

    async def _change_said(self, talk: Talk, draft: Draft, mine: list[Subscriber]) -> Turn:
        """A change said in one line, where it is plain which subscription is meant; else all are shown."""
        if draft.mail or wishes.OTHER_MAIL.search(talk.reading.folded):
            start = Choice("/subscribe", talk.telling.say("do-subscribe"))
            return self._done(talk, talk.telling.say("other-mail"), (start,))
        every = [(who, what) for who in mine for what in who.subscriptions]
        meant = [(who, what) for who, what in every if draft.programme in (None, ALL) or what.covers(draft.programme)]
        if len(meant) == 1 and draft.doubtful:
            unclear = talk.telling.unclear(draft.doubtful[0])
            return self._told(talk, upkeep.Said(unclear, ask=draft.doubtful[0], about=meant[0][1].id))
        if draft.says_programme_only or len(meant) != 1:
            return self._told(talk, await self._upkeep.overview(talk.telling, mine))
        return self._told(talk, await self._upkeep.change(talk.telling, *meant[0], draft, talk.message.now))

    async def _tomorrow(self, talk: Talk, mine: list[Subscriber]) -> Turn:
        """Once more tomorrow, where it is plain which subscription is meant."""
        every = [(who, what) for who in mine for what in who.subscriptions]
        if len(every) != 1:
            return self._unoffered(talk, None)
        act = partial(self._upkeep.tapped, talk.telling, verb="tomorrow", rest=[], message=talk.message)
        return await self._on(talk, every[0][1].id, act)

    def _unoffered(self, talk: Talk, programme: str | None) -> Turn:
        """Reminders again and again, or on a day of one's own: said not to be had, and what is to be had instead."""
        start = Choice(f"/subscribe {programme}" if programme else "/subscribe", talk.telling.say("do-subscribe"))
        state = talk.kept.closed().in_(talk.state)
        reply = Reply(Kind.FALLBACK, talk.telling.say("unoffered"), talk.language, NAME, choices=(start,))
        return Turn(reply, replace(state, choices=reply.choices))

    # ── a new subscription ──

    async def _go_on(self, talk: Talk, lead: str = "") -> Turn:
        """Ask what is missing, or subscribe."""
        kept = talk.kept
        needs_mail = talk.here is None
        if needs_mail and not self._delivery.by_mail:
            return self._done(talk.with_kept(kept.closed()), talk.telling.say("no-mail"))
        name = asking.missing(kept.draft, kept.guided, needs_mail)
        if name:
            unclear = talk.telling.unclear(name) if name in kept.draft.doubtful else ""
            return self._ask(talk.with_kept(replace(kept, open=True, ask=name)), lead or unclear)
        return await self._subscribe(talk)

    async def _subscribe(self, talk: Talk) -> Turn:
        draft, kept, telling = talk.kept.draft, talk.kept, talk.telling
        address = Address(EMAIL, draft.mail.lower()) if draft.mail else talk.here
        assert address is not None
        known = await self._subscriptions.of(address)
        if refusal := _not_theirs(talk, address, known):
            return self._done(talk.with_kept(kept.closed()), refusal)
        own, refused = own_deadlines(self._pack, draft, draft.programme or ALL, talk.message.now)
        if refused and not own:
            again = replace(kept, draft=draft.model_copy(update={"own": ()}), open=True, ask="own")
            return self._ask(talk.with_kept(again), telling.refusal(refused[0]))
        fresh = Preferences(talk.language, self._pack.scheme.zone, kind=self._delivery.kind(talk.message))
        before = known.preferences if known else fresh
        wish = wish_of(draft, address, before, own, talk.message, telling.say("nameless"))
        made = await self._subscriptions.subscribe(wish, talk.message.now)
        mails = tuple(dict.fromkeys((*kept.mails, address.address))) if address.channel == EMAIL else kept.mails
        parts = [telling.say("subscribed"), telling.subscription(made.subscription, made.subscriber)]
        parts += [telling.refusal(one) for one in refused]
        if made.subscriber.state == "unconfirmed":
            parts.insert(0, telling.say("waiting", address=address.address))
        change = Choice(f"sub:change:{made.subscription.id}", telling.say("do-change"))
        end = Choice(f"sub:end:{made.subscription.id}", telling.say("do-unsubscribe"))
        text = "\n\n".join([*parts, await self._upkeep.coming(telling, made.subscriber)])
        return self._done(talk.with_kept(replace(kept.closed(), mails=mails)), text, (change, end))

    # ── answers and taps ──

    async def _answered(self, talk: Talk, said: Said) -> Turn | None:
        """An answer to the open question; None for what is none."""
        kept = talk.kept
        if said.action == "decline":
            return self._done(talk.with_kept(kept.closed()), talk.telling.say("left"))
        if said.action in ("unsubscribe", "overview", "pause", "resume", "done"):
            return None
        if said.action == "subscribe" and kept.changing is None and not said.draft.says_programme_only:
            return await self._acted(talk, replace(said, draft=kept.draft.merged(said.draft)))
        try:
            found = asking.answer(kept.ask, talk.message, talk.reading, self._pack)
        except asking.NoMailbox as wrong:
            return self._ask(talk, talk.telling.say("wrong-mail", text=str(wrong)))
        except ValueError as wrong:
            return self._ask(talk, talk.telling.say("wrong-days", why=str(wrong)))
        if found is None:
            return self._ask(talk, talk.telling.unclear(kept.ask)) if self._tried(talk) else None
        if kept.changing is not None:
            change = partial(self._upkeep.change, talk.telling, draft=found, now=talk.message.now)
            return await self._on(talk, kept.changing, change)
        settled = tuple(dict.fromkeys((*kept.draft.settled, kept.ask)))
        draft = kept.draft.merged(found).model_copy(update={"settled": settled})
        return await self._go_on(talk.with_kept(replace(kept, draft=draft, open=False)))

    def _tried(self, talk: Talk) -> bool:
        return not talk.message.choice and asking.tried(talk.kept.ask, talk.reading)

    async def _tapped(self, talk: Talk, choice: str) -> Turn:
        """A button of ours, perhaps an old one: whatever it is about may be gone."""
        kind, verb, *rest = choice.split(":")
        if verb == "leave":
            return self._done(talk.with_kept(talk.kept.closed()), talk.telling.say("left"))
        if kind == "sub" and verb in asking.ASKED:
            is_open = talk.kept.open and talk.kept.ask == verb
            turn = await self._answered(talk, Said(None, Draft())) if is_open else None
            return turn or self._stale(talk)
        if kind == "remind" and verb in ("change", "stop"):
            acted = await self._acted(talk, Said("overview" if verb == "change" else "unsubscribe", Draft()))
            return acted or self._stale(talk)
        if not await self._delivery.may_decide(talk.message):
            return self._done(talk, talk.telling.say("admins-only"))
        id_ = int(rest[0]) if rest and rest[0].isdecimal() else -1
        act = partial(self._upkeep.tapped, talk.telling, verb=verb, rest=rest[1:], message=talk.message)
        return await self._on(talk, id_, act)

    async def _on(self, talk: Talk, id_: int, act: "Act") -> Turn:
        """Act on one subscription of this chat, where it is still there."""
        for who in await self._mine(talk):
            if what := who.subscription(id_):
                said = await act(who, what)
                return self._told(talk.with_kept(talk.kept.closed()), said) if said else self._stale(talk)
        return self._done(talk.with_kept(talk.kept.closed()), talk.telling.say("gone"))

    async def _mine(self, talk: Talk) -> list[Subscriber]:
        """Everything this chat may decide on: its own address, and the mailboxes subscribed from it."""
        addresses = [talk.here] if talk.here else []
        addresses += [Address(EMAIL, mail) for mail in talk.kept.mails]
        found = [await self._subscriptions.of(address) for address in addresses]
        return [subscriber for subscriber in found if subscriber and subscriber.subscriptions]

    # ── replies ──

    def _ask(self, talk: Talk, lead: str = "") -> Turn:
        state = replace(talk.kept, language=talk.language).in_(talk.state)
        reply = self.pending(state, talk.language)
        assert reply is not None
        reply = replace(reply, text=f"{lead}\n\n{reply.text}" if lead else reply.text)
        return Turn(reply, replace(state, choices=reply.choices))

    def _told(self, talk: Talk, said: upkeep.Said) -> Turn:
        if said.ask:
            kept = replace(talk.kept, open=True, ask=said.ask, changing=said.about)
            return self._ask(talk.with_kept(kept), said.text)
        return self._done(talk, said.text, said.choices)

    def _stale(self, talk: Talk) -> Turn:
        pending = self.pending(talk.state, talk.language)
        mine = (Choice("/subscriptions", talk.telling.say("do-subscriptions")),)
        choices = pending.choices if pending else mine
        reply = Reply(Kind.FALLBACK, phrase("stale-choice", talk.language), talk.language, NAME, choices=choices)
        return Turn(reply, replace(talk.state, choices=choices))

    def _done(self, talk: Talk, text: str, choices: tuple[Choice, ...] = ()) -> Turn:
        state = replace(talk.kept.closed(), language=talk.language).in_(talk.state)
        return Turn(Reply(Kind.DONE, text, talk.language, NAME, choices=choices), replace(state, choices=choices))


Act = Callable[[Subscriber, Subscription], Awaitable[upkeep.Said | None]]


def _names_reminders(talk: Talk) -> bool:
    return bool(command_of(talk.message)[0] or wishes.NAMED.search(talk.reading.folded))


def _not_theirs(talk: Talk, address: Address, known: Subscriber | None) -> str:
    """Why this chat may not decide on a mailbox: anybody can type one."""
    if address.channel != EMAIL or known is None or not known.subscriptions:
        return ""
    if address.address not in talk.kept.mails:
        return talk.telling.say("not-yours", address=address.address)
    if known.state == "unconfirmed" and len(known.subscriptions) >= _MOST_UNCONFIRMED:
        return talk.telling.say("waiting", address=address.address)
    return ""
