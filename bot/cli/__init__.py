"""`wicbot`: one sub-command per process or chore. Parse, bootstrap, run.

Exit codes: 0 done, 1 faults found in the input, 2 usage or environment (one line on stderr).
Each command imports what it needs when it runs, so that `ask` starts quickly.
"""

from collections.abc import Sequence
from typing import Annotated

import typer
from typer.exceptions import TyperException

from bot.cli import advise, asking, database, doctor, knowledge, precheck, reminders, serving, subscriptions
from bot.cli.opening import Failure

__all__ = ["Failure", "app", "main"]

app = typer.Typer(
    name="wicbot",
    help="Questions and answers about the yearly calls of the World Internet Conference, from cited facts.",
    add_completion=False,
    rich_markup_mode=None,  # rich costs start-up time
    pretty_exceptions_enable=False,
)
_COMMANDS = (
    serving.serve, serving.worker, doctor.doctor, asking.chat, asking.ask, advise.advise, asking.rank,
    precheck.precheck,
)  # fmt: skip
for _command in _COMMANDS:
    app.command()(_command)
app.add_typer(knowledge.app, name="knowledge")
app.add_typer(subscriptions.app, name="subscriptions")
app.add_typer(reminders.app, name="remind")
app.add_typer(database.app, name="db")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code."""
    try:
        code = app(args=arguments, prog_name="wicbot", standalone_mode=False)
    except Failure as failure:
        for line in failure.lines:
            typer.echo(line, err=True)
        return failure.code
    except TyperException as problem:
        typer.echo(f"wicbot: {' '.join(problem.format_message().split())}", err=True)
        return 2
    except OSError as problem:
        typer.echo(f"wicbot: {problem}", err=True)
        return 2
    except typer.Abort:
        return 130
    return code if isinstance(code, int) else 0


@app.callback(invoke_without_command=True)
def _wicbot(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version and leave.")] = False,
) -> None:
    if version:
        from importlib.metadata import version as installed

        typer.echo(f"wicbot {installed('wicbot')}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        raise Failure(2, "wicbot: which command? `wicbot --help` lists them")
