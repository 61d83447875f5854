"""The schema as it is now; how it came about is in migrations/."""

import datetime as dt

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Dialect,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
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

# ── what the Telegram channel keeps ──────────────────────────────────────────────────────

inbox = Table(
    "inbox",
    metadata,
    # Another bot on the same database numbers its updates for itself.
    Column("bot", BigInteger, primary_key=True, autoincrement=False),
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("chat", BigInteger, nullable=False),  # 0 where it is of no chat
    # What tells a double tap, and an edit that changed no words; never the words themselves.
    Column("mark", String(64), index=True),
    Column("body", Text, nullable=False),  # as it came; emptied once it is handled, whatever became of it
    Column("state", String(16), nullable=False, index=True),  # new, done, failed
    Column("received_at", Instant, nullable=False),
)

outgoing = Table(
    "outgoing",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("bot", BigInteger, nullable=False),
    Column("update_id", BigInteger, nullable=False),
    Column("number", Integer, nullable=False),  # of the calls that answer one update
    Column("chat", BigInteger, nullable=False, index=True),
    Column("body", Text, nullable=False),  # the call as JSON; emptied once it is made or given up
    Column("file", LargeBinary),
    Column("state", String(16), nullable=False, index=True),  # waiting, sending, sent, dead
    Column("tries", Integer, nullable=False),
    Column("copies", Integer, nullable=False),  # of the tries, those whose outcome stayed unknown
    # Seconds since 1970 by the real clock, not the calendar one, which may be rehearsed.
    Column("not_before", Float(53), nullable=False),
    Column("sending_since", Float(53)),
    Column("created_at", Instant, nullable=False),
    Column("message_id", BigInteger),
    Column("error", Text),
    UniqueConstraint("bot", "update_id", "number"),
)

telegram_chat = Table(
    "telegram_chat",
    metadata,
    Column("bot", BigInteger, primary_key=True, autoincrement=False),
    Column("chat", BigInteger, primary_key=True, autoincrement=False),
    Column("state", String(16), nullable=False),  # active, blocked, kicked, gone, mute, moved
    Column("why", Text, nullable=False),
    Column("moved_to", BigInteger),
    Column("changed_at", Instant, nullable=False),
)

rate = Table(
    "rate",
    metadata,
    Column("name", String(64), primary_key=True),  # <bot>:all, <bot>:chat:<id>, <bot>:group:<id>
    Column("tat", Float(53), nullable=False),  # theoretical arrival time of the next call
    Column("frozen_until", Float(53), nullable=False),
)
