"""The tables of the center's store.

Nothing in them says who a person is: people are keyed hashes, contents stay sealed to the township's
key, and a certificate keeps only a masked name for its verification page.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
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
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept as UTC; SQLite has no zones of its own."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Take the zone off, after going to UTC."""
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Put UTC back on."""
        return None if value is None else value.replace(tzinfo=UTC)


metadata = MetaData()

enroll_codes = Table(
    "enroll_codes",
    metadata,
    Column("code_hash", String(64), primary_key=True),
    Column("terminal", String(16), nullable=False),
    Column("township", String(16), nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
)

terminals = Table(
    "terminals",
    metadata,
    Column("code", String(16), primary_key=True),
    Column("township", String(16), nullable=False),
    Column("public_key", LargeBinary, nullable=False),
    Column("enrolled_at", UtcDateTime, nullable=False),
    Column("last_seen", UtcDateTime),
    Column("clock_skew_s", Float),
    Column("revoked_at", UtcDateTime),
)

nonces = Table(
    "nonces",
    metadata,
    Column("terminal", String(16), primary_key=True),
    Column("nonce", String(32), primary_key=True),
    Column("at", UtcDateTime, nullable=False, index=True),
)

lookups = Table(
    "lookups",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", UtcDateTime, nullable=False),
    Column("terminal", String(16), nullable=False),
    Column("person", String(64), nullable=False),
    Column("datasets", String(200), nullable=False),
    Column("established", String(16), nullable=False),
    Column("why", String(16), nullable=False),
    Index("lookups_by_terminal", "terminal", "at"),
)

cases = Table(
    "cases",
    metadata,
    Column("case_id", String(64), primary_key=True),
    Column("receipt", String(32), nullable=False, index=True),
    Column("terminal", String(16), nullable=False, index=True),
    Column("township", String(16), nullable=False),
    Column("person", String(64), index=True),
    Column("rank", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Column("current_message", String(64), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("twice", String(32)),
    Column("version", Integer, nullable=False),
)

case_parts = Table(
    "case_parts",
    metadata,
    Column("case_id", String(64), ForeignKey("cases.case_id", ondelete="CASCADE"), primary_key=True),
    Column("service", String(64), primary_key=True),
    Column("title", String(500), nullable=False),
    Column("period", String(500), nullable=False),
    Column("state", String(20), nullable=False),
)

case_events = Table(
    "case_events",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column(
        "case_id", String(64), ForeignKey("cases.case_id", ondelete="CASCADE"), nullable=False, index=True
    ),
    Column("at", UtcDateTime, nullable=False),
    Column("what", String(500), nullable=False),
    Column("who", String(200), nullable=False),
)

messages = Table(
    "messages",
    metadata,
    Column("case_id", String(64), ForeignKey("cases.case_id", ondelete="CASCADE"), primary_key=True),
    Column("message_id", String(64), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("body_sha256", String(64), nullable=False),
    Column("key_id", String(64), nullable=False),
    Column("ciphertext", LargeBinary, nullable=False),
    Column("merged", Boolean, nullable=False),
    Column("reply", String(2000), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

documents = Table(
    "documents",
    metadata,
    Column("code", String(32), primary_key=True),
    Column("terminal", String(16), nullable=False),
    Column("request_id", String(64), nullable=False),
    Column("request_sha256", String(64), nullable=False),
    Column("number", String(64), nullable=False),
    Column("title", String(200), nullable=False),
    Column("masked_name", String(200), nullable=False),
    Column("person", String(64), nullable=False),
    Column("issued_on", Date, nullable=False),
    Column("valid_until", Date, nullable=False),
    Column("withdrawn_on", Date),
    Column("sample", Boolean, nullable=False),
    Column("key_id", String(64), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    UniqueConstraint("terminal", "request_id", name="documents_once"),
)
