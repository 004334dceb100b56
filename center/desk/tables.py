"""The desk's own tables. Words about a person stay sealed to the township's key here too."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, LargeBinary, String, Table

from center.tables import UtcDateTime, metadata

staff = Table(
    "staff",
    metadata,
    Column("code", String(32), primary_key=True),
    Column("name", String(80), nullable=False),
    Column("role", String(16), nullable=False),
    Column("area", String(16), nullable=False),
    Column("phone", String(40), nullable=False),
    Column("beat", String(1000), nullable=False),
    Column("password", String(200), nullable=False),
    Column("totp", String(64)),
    Column("totp_step", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("locked_until", UtcDateTime),
    Column("active", Boolean, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("last_in", UtcDateTime),
)

desk_sessions = Table(
    "desk_sessions",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("staff", String(32), ForeignKey("staff.code", ondelete="CASCADE"), nullable=False, index=True),
    Column("csrf", String(64), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
)

staff_phones = Table(
    "staff_phones",
    metadata,
    Column("staff", String(32), ForeignKey("staff.code", ondelete="CASCADE"), primary_key=True),
    Column("sign_key", String(44)),
    Column("agree_key", String(44), nullable=False),
    Column("since", UtcDateTime, nullable=False),
)

case_work = Table(
    "case_work",
    metadata,
    Column("case_id", String(64), ForeignKey("cases.case_id", ondelete="CASCADE"), primary_key=True),
    Column("holder", String(32)),
    Column("held_since", UtcDateTime),
    Column("promised_by", Date),
    Column("key_id", String(64)),
    Column("told", LargeBinary),
)

case_notes = Table(
    "case_notes",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column(
        "case_id", String(64), ForeignKey("cases.case_id", ondelete="CASCADE"), nullable=False, index=True
    ),
    Column("at", UtcDateTime, nullable=False),
    Column("staff", String(32), nullable=False),
    Column("key_id", String(64), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

desk_acts = Table(
    "desk_acts",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("staff", String(32), nullable=False),
    Column("act", String(32), nullable=False),
    Column("township", String(16), nullable=False),
    Column("case_id", String(64), index=True),
    Column("detail", String(200), nullable=False),
    Column("ground", String(300), nullable=False),
)

visit_orders = Table(
    "visit_orders",
    metadata,
    Column("order_id", String(64), primary_key=True),
    Column("township", String(16), nullable=False),
    Column("village", String(80), nullable=False),
    Column("hamlet", String(80), nullable=False),
    Column("worker", String(32), index=True),
    Column("kind", String(16), nullable=False),
    Column("title", String(200), nullable=False),
    Column("rule", String(48)),
    Column("ground", String(300), nullable=False),
    Column("person", String(64), index=True),
    Column("case_id", String(64), ForeignKey("cases.case_id", ondelete="CASCADE"), index=True),
    Column("due_on", Date, nullable=False),
    Column("state", String(16), nullable=False),
    Column("version", Integer, nullable=False),
    Column("key_id", String(64), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Index("visit_orders_by_state", "township", "state"),
)

ratings = Table(
    "ratings",
    metadata,
    Column("case_id", String(64), ForeignKey("cases.case_id", ondelete="CASCADE"), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("township", String(16), nullable=False),
    Column("service", String(64), nullable=False),
    Column("score", Integer, nullable=False),
    Column("key_id", String(64)),
    Column("words", LargeBinary),
)
