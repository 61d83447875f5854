"""`remind …`: what will be told, what waits, what became of it; one heartbeat; hold and resume."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from bot.cli.opening import AsJson, Now, clock_of, open_house, starting

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from bot.bootstrap import House
    from bot.storage.outbox import SqlOutbox
    from reminders.outbox import NoticeState

T = TypeVar("T")

app = typer.Typer(help="Look after reminders: what is to come, what waits, what became of it.", rich_markup_mode=None)


@app.command()
def plan(now: Now = None, as_json: AsJson = False) -> None:
    """Every notice to come, as the content and the subscriptions are now. Changes nothing."""
    house = open_house()
    instant = clock_of(now, house)()

    async def listed(engine: "AsyncEngine") -> list[dict[str, Any]]:
        from bot import forecast, reminding
        from bot.storage.subscriptions import SqlSubscriptions

        ledger = await reminding.outbox(engine).ledger()
        spread = house.settings.spread_minutes
        coming = forecast.coming(SqlSubscriptions(engine), house.library.pack, ledger, instant, spread)
        return [line async for line in coming]

    lines = sorted(_with_database(house, listed), key=lambda line: (line["due"], line["address"], line["key"]))
    for line in lines:
        typer.echo(json.dumps(line, ensure_ascii=False) if as_json else _for_eyes(line))


@app.command()
def due(now: Now = None, as_json: AsJson = False) -> None:
    """What is due and not sent yet: planned, leased or being sent."""
    _books(("planned", "leased", "sending"), now, as_json)


@app.command()
def uncertain(now: Now = None, as_json: AsJson = False) -> None:
    """Notices of which nobody knows whether they arrived."""
    _books(("uncertain",), now, as_json)


@app.command()
def dead(now: Now = None, as_json: AsJson = False) -> None:
    """Notices that could not be delivered, and those whose time was over first."""
    _books(("dead", "expired", "cancelled"), now, as_json)


@app.command()
def run(now: Now = None, as_json: AsJson = False) -> None:
    """One whole heartbeat through the real couriers: plan, deliver all that is due, look after the forgotten."""
    house = open_house()
    instant = clock_of(now, house)

    async def beat(engine: "AsyncEngine") -> dict[str, Any]:
        from bot import logs, reminding

        logs.configure(house.settings.log_level)
        async with reminding.couriers(house.settings, engine, house.clock) as couriers:
            heart = reminding.heartbeat(house.settings, engine, lambda: house.library.pack, couriers)
            tally, hold = await heart.once(instant)
        return {
            "planned": tally.planned, "sent": tally.sent, "retried": tally.retried, "uncertain": tally.uncertain,
            "expired": tally.expired, "dead": tally.dead, "held": hold is not None,
        }  # fmt: skip

    done = _with_database(house, beat)
    typer.echo(json.dumps(done) if as_json else "  ".join(f"{name} {value}" for name, value in done.items()))


@app.command()
def hold(reason: Annotated[str, typer.Option(help="Why, for whoever looks later.")] = "held by the operator") -> None:
    """Send nothing, in no process, until `resume`."""
    house = open_house()

    async def held(outbox: "SqlOutbox") -> None:
        await outbox.hold(reason, house.clock.now())

    _with_outbox(house, held)
    typer.echo("held: nothing is sent until `wicbot remind resume`")


@app.command()
def resume() -> None:
    """Send again. After a restored copy of the database: from now on this one is the right one."""
    house = open_house()

    async def resumed(outbox: "SqlOutbox") -> None:
        from bot import reminding
        from reminders.heartbeat import resume

        await resume(outbox, reminding.witness(house.settings))

    _with_outbox(house, resumed)
    typer.echo("resumed")


@app.command()
def announce(now: Now = None, as_json: AsJson = False) -> None:
    """Take up the content at once: dates that changed are told with the next heartbeat, and so are announcements."""
    house = open_house()
    instant = clock_of(now, house)()

    async def announced(outbox: "SqlOutbox") -> dict[str, Any]:
        from bot import forecast

        return await forecast.announce(outbox, house.library.pack, instant)

    done = _with_outbox(house, announced)
    if as_json:
        typer.echo(json.dumps(done, ensure_ascii=False))
        return
    for change in done["changes"]:
        typer.echo(f"{change['programme']} {change['year']}: {change['field']}: {change['old']} → {change['new']}")
    for told in done["announcements"]:
        typer.echo(f"announcement {told['id']}: {told['begins']} to {told['ends']}")
    if not done["changes"] and not done["announcements"]:
        typer.echo("nothing new")


# ── what they share ──────────────────────────────────────────────────────────────────────


def _books(states: "tuple[NoticeState, ...]", now: str | None, as_json: bool) -> None:
    house = open_house()
    instant = clock_of(now, house)()

    async def records(outbox: "SqlOutbox") -> list[dict[str, Any]]:
        from bot import forecast

        return [forecast.as_object(record) for record in await outbox.records(states) if record.due_at <= instant]

    for record in _with_outbox(house, records):
        typer.echo(json.dumps(record, ensure_ascii=False) if as_json else _record_for_eyes(record))


def _with_database(house: "House", do: "Callable[[AsyncEngine], Awaitable[T]]") -> T:
    async def opened() -> T:
        from bot import bootstrap

        async with bootstrap.database(house) as engine:
            return await do(engine)

    return starting(lambda: asyncio.run(opened()))


def _with_outbox(house: "House", do: "Callable[[SqlOutbox], Awaitable[T]]") -> T:
    from bot import reminding

    return _with_database(house, lambda engine: do(reminding.outbox(engine)))


def _for_eyes(line: dict[str, Any]) -> str:
    step = "" if line["step"] is None else f" T-{line['step']}"
    what = f"{line['programme'] or '-'} {line['kind']}{step} {line['audience']}"
    return f"{line['local']}\t{line['zone']}\t{line['channel']}:{line['address']}\t{what}\t{', '.join(line['bodies'])}"


def _record_for_eyes(record: dict[str, Any]) -> str:
    steps = ", ".join(f"{s['programme'] or '-'} {s['kind']} {'' if s['step'] is None else s['step']}".strip()
                      for s in record["steps"])  # fmt: skip
    where = f"{record['channel']}:{record['address']}"
    return f"{record['id']}\t{record['state']}\t{record['due']}\t{where}\t{steps}\t{record['why']}"
