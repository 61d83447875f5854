"""`subscriptions …`: who is reminded."""

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.opening import AsJson, Failure, open_house, starting

if TYPE_CHECKING:
    from bot.bootstrap import House
    from reminders.subscriptions import InternalDeadline, Subscriber, Subscription, Wish

app = typer.Typer(help="Look after who is reminded.", rich_markup_mode=None)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="JSON Lines; - reads stdin.", show_default=False)],
    as_json: AsJson = False,
) -> None:
    """Subscribe whoever the lines name. Doing it again changes nothing."""
    from bot.importing import read_lines

    house = open_house()
    lines = list(read_lines(_read(file).splitlines(), house.library.pack))
    wishes = [line.wish for line in lines if line.wish]
    new = starting(lambda: asyncio.run(_subscribe(house, wishes))) if wishes else 0
    bad = [line for line in lines if line.error]
    for line in bad:
        typer.echo(f"{file}:{line.number}: {line.error}", err=True)
    if as_json:
        typer.echo(json.dumps({"read": len(lines), "new": new, "known": len(wishes) - new, "bad": len(bad)}))
    else:
        typer.echo(f"{new} new, {len(wishes) - new} known already, {len(bad)} refused")
    if bad:
        raise typer.Exit(1)


def _read(file: Path) -> str:
    import sys

    try:
        return sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as problem:
        raise Failure(1, f"{file}: no UTF-8 at byte {problem.start}") from None


async def _subscribe(house: "House", wishes: "list[Wish]") -> int:
    from bot import bootstrap
    from bot.storage.subscriptions import SqlSubscriptions

    async with bootstrap.database(house) as engine:
        came = await SqlSubscriptions(engine).subscribe_all(wishes, house.clock.now())
    return sum(each.new for each in came)


@app.command("list")
def list_(as_json: AsJson = False) -> None:
    """Every subscription, in the order they came."""
    house = open_house()
    for subscriber in starting(lambda: asyncio.run(_all(house))):
        for subscription in subscriber.subscriptions:
            line = as_line(subscriber, subscription)
            typer.echo(json.dumps(line, ensure_ascii=False) if as_json else _for_eyes(line))


async def _all(house: "House") -> "list[Subscriber]":
    from bot import bootstrap
    from bot.storage.subscriptions import SqlSubscriptions

    async with bootstrap.database(house) as engine:
        return [subscriber async for subscriber in SqlSubscriptions(engine).all()]


def as_line(subscriber: "Subscriber", subscription: "Subscription") -> dict[str, Any]:
    """A line as `import` reads it, and what has become of it since."""
    preferences = subscriber.preferences
    line: dict[str, Any] = {
        "id": subscription.id,
        "channel": subscriber.address.channel,
        "address": subscriber.address.address,
        "body": subscription.body.name,
        "kind": subscription.body.kind,
        "programme": subscription.programme,
        "lang": preferences.language,
        "zone": preferences.zone,
        "hour": preferences.hour.strftime("%H:%M"),
        "quiet": f"{preferences.quiet.start:%H:%M}-{preferences.quiet.end:%H:%M}" if preferences.quiet else None,
        "lead_days": list(subscription.lead_days),
        "internal_deadline": {d.programme: _moment(d) for d in subscription.internal} or None,
        "phases": subscription.phases,
        "changes": subscription.changes,
        "confirmed": subscriber.state != "unconfirmed",
        "state": subscriber.state,
        "since": subscription.since.isoformat(),
        "paused_until": subscription.paused_until.isoformat() if subscription.paused_until else None,
        "done": [f"{programme}-{year}" for programme, year in sorted(subscription.done)],
    }
    return line | ({"thread": subscriber.address.thread} if subscriber.address.thread else {})


def _moment(deadline: "InternalDeadline") -> str:
    return deadline.day.isoformat() + (f"T{deadline.time:%H:%M}" if deadline.time else "")


def _for_eyes(line: dict[str, Any]) -> str:
    days = ",".join(map(str, line["lead_days"]))
    where = f"{line['channel']}:{line['address']}"
    return f"{line['id']}\t{line['state']}\t{where}\t{line['body']}\t{line['programme']}\t{days}\t{line['zone']}"
