"""`db …`: look after the database."""

import asyncio

import typer

from bot.cli.opening import starting

app = typer.Typer(help="Look after the database.", rich_markup_mode=None)


@app.command()
def upgrade() -> None:
    """Create the database or bring it up to date; `serve` and `chat` do it by themselves."""
    from bot import bootstrap

    starting(lambda: asyncio.run(bootstrap.upgrade(bootstrap.read_settings())))
    typer.echo("the database is up to date")
