"""The schema as it is now; how it came about is in migrations/."""

import datetime as dt

from sqlalchemy import Column, DateTime, Dialect, MetaData, String, Table, Text
from sqlalchemy.types import TypeDecorator

metadata = MetaData(
    # Named, because SQLite can only change a constraint that has a name.
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Instant(TypeDecorator[dt.datetime]):
    """An aware instant, kept in UTC; SQLite has no zones, so they are taken off and put on here."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a naive time cannot be stored: {value.isoformat()}")
        return value.astimezone(dt.UTC)

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


conversation = Table(
    "conversation",
    metadata,
    Column("channel", String(32), primary_key=True),
    Column("chat", String(255), primary_key=True),
    # The JSON of `State.to_json`, kept as text: PostgreSQL's JSON types refuse characters people can type.
    Column("state", Text, nullable=False),
    Column("updated_at", Instant, nullable=False, index=True),
)
