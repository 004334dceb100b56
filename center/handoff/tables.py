"""What is kept of codes: digests of tokens, nonces of sealed codes, and calls for staff. No personal data."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, LargeBinary, String, Table

from center.tables import UtcDateTime, metadata

handoff_tokens = Table(
    "handoff_tokens",
    metadata,
    Column("token_sha256", String(64), primary_key=True),
    Column(
        "case_id", String(64), ForeignKey("cases.case_id", ondelete="CASCADE"), nullable=False, index=True
    ),
    Column("terminal", String(16), nullable=False),
    Column("township", String(16), nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("valid_until", UtcDateTime, nullable=False, index=True),
    Column("redeemed_at", UtcDateTime),
    Column("redeemed_by", String(32)),
)

handoff_nonces = Table(
    "handoff_nonces",
    metadata,
    Column("terminal", String(16), primary_key=True),
    Column("nonce", LargeBinary, primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("case_id", String(64), nullable=False),
    Column("keep_until", UtcDateTime, nullable=False, index=True),
)

terminal_calls = Table(
    "terminal_calls",
    metadata,
    Column("call_id", String(64), primary_key=True),
    Column("terminal", String(16), nullable=False),
    Column("township", String(16), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("answered_by", String(80), nullable=False),
    Column("answered_at", UtcDateTime),
    Index("terminal_calls_by_township", "township", "at"),
)
