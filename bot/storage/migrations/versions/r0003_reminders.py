"""Reminders: who is told, the dates counted to, and what is told."""

import sqlalchemy as sa
from alembic import op

revision = "r0003_reminders"
down_revision = "r0002_telegram"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_INSTANT = sa.DateTime(timezone=True)
_IN_FLIGHT = sa.text("state IN ('leased', 'sending')")


def upgrade() -> None:
    _who_is_told()
    _the_dates()
    _what_is_told()


def downgrade() -> None:
    for table in (
        "runtime", "attempt", "step", "notice", "kb_change", "milestone", "activation", "internal_deadline",
        "subscription", "address",
    ):  # fmt: skip
        op.drop_table(table)


def _who_is_told() -> None:
    op.create_table(
        "address",
        sa.Column("id", _ID, nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("address", sa.String(255), nullable=False),
        sa.Column("thread", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("hour", sa.String(5), nullable=False),
        sa.Column("quiet_from", sa.String(5)),
        sa.Column("quiet_to", sa.String(5)),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("state_why", sa.Text(), nullable=False),
        sa.Column("state_at", _INSTANT, nullable=False),
        sa.Column("owner", sa.String(64)),
        sa.Column("secret", sa.String(64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("planned_until", _INSTANT),
        sa.Column("wake_at", _INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_address"),
        sa.UniqueConstraint("channel", "address", "thread", name="uq_address_channel"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_address_wake_at", "address", ["wake_at"])
    op.create_table(
        "subscription",
        sa.Column("id", _ID, nullable=False),
        _of("subscription", "address"),
        sa.Column("body_name", sa.String(200), nullable=False),
        sa.Column("body_kind", sa.String(16), nullable=False),
        sa.Column("programme", sa.String(60), nullable=False),
        sa.Column("since", _INSTANT, nullable=False),
        sa.Column("lead_days", sa.String(80), nullable=False),
        sa.Column("phases", sa.Boolean(), nullable=False),
        sa.Column("changes", sa.Boolean(), nullable=False),
        sa.Column("paused_until", _INSTANT),
        sa.Column("done", sa.Text(), nullable=False),
        sa.Column("again_on", sa.Date()),
        sa.PrimaryKeyConstraint("id", name="pk_subscription"),
        sa.UniqueConstraint("address_id", "body_name", "programme", name="uq_subscription_address_id"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "internal_deadline",
        _of("internal_deadline", "subscription"),
        sa.Column("programme", sa.String(60), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("time", sa.String(5)),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("subscription_id", "programme", "year", name="pk_internal_deadline"),
    )


def _the_dates() -> None:
    op.create_table(
        "activation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(64), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_activation"),
    )
    op.create_table(
        "milestone",
        sa.Column("programme", sa.String(60), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("opened", sa.Date()),
        sa.Column("last_day", sa.Date()),
        sa.Column("closes_at", _INSTANT),
        sa.PrimaryKeyConstraint("programme", "year", name="pk_milestone"),
    )
    op.create_table(
        "kb_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activation_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(16), nullable=False),
        sa.Column("programme", sa.String(60), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("old", sa.Date()),
        sa.Column("new", sa.Date()),
        sa.Column("at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_kb_change"),
        sa.ForeignKeyConstraint(["activation_id"], ["activation.id"], name="fk_kb_change_activation_id_activation"),
        sa.UniqueConstraint("activation_id", "programme", "year", "field", name="uq_kb_change_activation_id"),
    )


def _what_is_told() -> None:
    op.create_table(
        "notice",
        sa.Column("id", _ID, nullable=False),
        _of("notice", "address"),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("due_at", _INSTANT, nullable=False),
        sa.Column("valid_until", _INSTANT, nullable=False),
        sa.Column("urgency", sa.Integer(), nullable=False),
        sa.Column("worth_repeating", sa.Boolean(), nullable=False),
        sa.Column("repeat_of", _ID),
        sa.Column("repeated", sa.Boolean(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.Float(53), nullable=False),
        sa.Column("lease_token", sa.String(80)),
        sa.Column("lease_until", sa.Float(53)),
        sa.Column("changed", sa.Float(53), nullable=False),
        sa.Column("message", sa.Text()),
        sa.Column("sent_at", _INSTANT),
        sa.Column("receipt", sa.String(255)),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_notice"),
    )
    op.create_index("ix_notice_waiting", "notice", ["state", "urgency", "due_at"])
    op.create_index("ix_notice_address_id", "notice", ["address_id", "state"])
    op.create_index(
        "uq_notice_in_flight",
        "notice",
        ["address_id"],
        unique=True,
        sqlite_where=_IN_FLIGHT,
        postgresql_where=_IN_FLIGHT,
    )
    op.create_table(
        "step",
        sa.Column("key", sa.String(64), nullable=False),
        _of("step", "address"),
        _of("step", "notice"),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("programme", sa.String(60), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("audience", sa.String(16), nullable=False),
        sa.Column("target", sa.Date()),
        sa.Column("days", sa.Integer()),
        sa.Column("ref", sa.String(120), nullable=False),
        sa.Column("due_at", _INSTANT, nullable=False),
        sa.Column("valid_until", _INSTANT, nullable=False),
        sa.Column("urgency", sa.Integer(), nullable=False),
        sa.Column("worth_repeating", sa.Boolean(), nullable=False),
        sa.Column("subscriptions", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_step"),
    )
    op.create_index("ix_step_address_id", "step", ["address_id"])
    op.create_index("ix_step_notice_id", "step", ["notice_id"])
    op.create_table(
        "attempt",
        sa.Column("id", _ID, nullable=False),
        _of("attempt", "notice"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("holder", sa.String(80), nullable=False),
        sa.Column("began", sa.Float(53), nullable=False),
        sa.Column("ended", sa.Float(53)),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_attempt"),
    )
    op.create_index("ix_attempt_notice_id", "attempt", ["notice_id"])
    op.create_table(
        "runtime",
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_runtime"),
    )


def _of(table: str, other: str) -> sa.Column[int]:
    """A row of `table` goes with that of `other` it belongs to."""
    key = sa.ForeignKey(f"{other}.id", name=f"fk_{table}_{other}_id_{other}", ondelete="CASCADE")
    return sa.Column(f"{other}_id", _ID, key, nullable=False)
