"""Which revision a schema is of, and the way to another. Alembic, a dozen MiB, is imported for the way only."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"
REVISIONS = ("0001", "r0002_telegram", "r0003_reminders")  # all there are, the first first
HEAD = REVISIONS[-1]  # the one this program needs


class AnotherVersion(Exception):
    """The schema is of a revision this program does not know."""


def revision_of(connection: Connection) -> str | None:
    """None for a schema that is not there yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def bring_up(connection: Connection) -> None:
    """To the head. Raises AnotherVersion."""
    if revision_of(connection) == HEAD:
        return
    from alembic import command
    from alembic.util import CommandError

    try:
        command.upgrade(_config_on(connection), "head")
    except CommandError as problem:
        raise AnotherVersion(str(problem)) from None


def take_back(connection: Connection, revision: str) -> None:
    """To an earlier one."""
    from alembic import command

    command.downgrade(_config_on(connection), revision)


def _config_on(connection: Connection) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
