"""The schema as it is now; how it came about is in migrations/."""

import datetime as dt

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
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

# ── reminders: who is told ───────────────────────────────────────────────────────────────

_ID = BigInteger().with_variant(Integer, "sqlite")


def _of(column: str, *, index: bool = False) -> Column[int]:
    return Column(f"{column}_id", _ID, ForeignKey(f"{column}.id", ondelete="CASCADE"), nullable=False, index=index)


address = Table(
    "address",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("channel", String(16), nullable=False),
    Column("address", String(255), nullable=False),
    Column("thread", BigInteger, nullable=False),  # 0, never NULL, which equals nothing in a unique key
    Column("kind", String(16), nullable=False),
    Column("language", String(8), nullable=False),
    Column("zone", String(64), nullable=False),
    Column("hour", String(5), nullable=False),  # local, HH:MM
    Column("quiet_from", String(5)),
    Column("quiet_to", String(5)),
    Column("state", String(16), nullable=False),
    Column("state_why", Text, nullable=False),
    Column("state_at", Instant, nullable=False),
    Column("owner", String(64)),
    Column("secret", String(64), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("planned_until", Instant),
    Column("wake_at", Instant, index=True),  # when it is planned next; none: nothing comes
    UniqueConstraint("channel", "address", "thread"),
    sqlite_autoincrement=True,  # an id is part of keys: it must not be given to another address
)

subscription = Table(
    "subscription",
    metadata,
    Column("id", _ID, primary_key=True),
    _of("address"),
    Column("body_name", String(200), nullable=False),
    Column("body_kind", String(16), nullable=False),
    Column("programme", String(60), nullable=False),
    Column("since", Instant, nullable=False),
    Column("lead_days", String(80), nullable=False),  # with commas
    Column("phases", Boolean, nullable=False),
    Column("changes", Boolean, nullable=False),
    Column("paused_until", Instant),
    Column("done", Text, nullable=False),  # programme:year, with commas
    Column("again_on", Date),
    UniqueConstraint("address_id", "body_name", "programme"),
    sqlite_autoincrement=True,  # buttons of old messages hold ids
)

internal_deadline = Table(
    "internal_deadline",
    metadata,
    Column("subscription_id", _ID, ForeignKey("subscription.id", ondelete="CASCADE"), primary_key=True),
    Column("programme", String(60), primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("day", Date, nullable=False),
    Column("time", String(5)),
    Column("zone", String(64), nullable=False),
)

# ── reminders: the dates counted to ──────────────────────────────────────────────────────

activation = Table(
    "activation",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", String(64), nullable=False),
    Column("at", Instant, nullable=False),
)

milestone = Table(
    "milestone",
    metadata,
    Column("programme", String(60), primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("zone", String(64), nullable=False),
    Column("opened", Date),
    Column("last_day", Date),
    Column("closes_at", Instant),
)

kb_change = Table(
    "kb_change",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("activation_id", Integer, ForeignKey("activation.id"), nullable=False),
    Column("field", String(16), nullable=False),
    Column("programme", String(60), nullable=False),
    Column("year", Integer, nullable=False),
    Column("old", Date),
    Column("new", Date),
    Column("at", Instant, nullable=False),
    UniqueConstraint("activation_id", "programme", "year", "field"),
)

# ── reminders: what is told ──────────────────────────────────────────────────────────────

notice = Table(
    "notice",
    metadata,
    Column("id", _ID, primary_key=True),
    _of("address"),
    Column("state", String(16), nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("valid_until", Instant, nullable=False),
    Column("urgency", Integer, nullable=False),
    Column("worth_repeating", Boolean, nullable=False),
    Column("repeat_of", _ID),
    Column("repeated", Boolean, nullable=False),
    Column("attempts", Integer, nullable=False),
    # Seconds since 1970 by the real clock, not the calendar one, which may be rehearsed.
    Column("not_before", Float(53), nullable=False),
    Column("lease_token", String(80)),
    Column("lease_until", Float(53)),
    Column("changed", Float(53), nullable=False),  # when its state was last changed
    Column("message", Text),  # as it was handed to the courier, as JSON
    Column("sent_at", Instant),
    Column("receipt", String(255)),
    Column("why", Text, nullable=False),
    Index("ix_notice_waiting", "state", "urgency", "due_at"),
    Index("ix_notice_address_id", "address_id", "state"),
    # One at a time goes to an address, whichever process sends it.
    Index(
        "uq_notice_in_flight",
        "address_id",
        unique=True,
        sqlite_where=text("state IN ('leased', 'sending')"),
        postgresql_where=text("state IN ('leased', 'sending')"),
    ),
)

step = Table(
    "step",
    metadata,
    Column("key", String(64), primary_key=True),
    _of("address", index=True),
    _of("notice", index=True),
    Column("state", String(16), nullable=False),  # planned, told, dropped
    Column("kind", String(16), nullable=False),
    Column("programme", String(60), nullable=False),
    Column("year", Integer, nullable=False),
    Column("audience", String(16), nullable=False),
    Column("target", Date),
    Column("days", Integer),
    Column("ref", String(120), nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("valid_until", Instant, nullable=False),
    Column("urgency", Integer, nullable=False),
    Column("worth_repeating", Boolean, nullable=False),
    Column("subscriptions", Text, nullable=False),  # ids, with commas
)

# The books: one row for each time a notice was handed to a courier. Never changed but for its outcome.
attempt = Table(
    "attempt",
    metadata,
    Column("id", _ID, primary_key=True),
    _of("notice", index=True),
    Column("number", Integer, nullable=False),
    Column("holder", String(80), nullable=False),
    Column("began", Float(53), nullable=False),
    Column("ended", Float(53)),
    Column("outcome", String(16), nullable=False),
    Column("why", Text, nullable=False),
)

# What concerns the database as a whole: its name, its heartbeats, whether sending is held.
runtime = Table(
    "runtime",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("value", Text, nullable=False),
)
