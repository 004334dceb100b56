"""The fleet's tables. Nothing in them is about a person."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, Integer, String, Table, Text

from center.tables import UtcDateTime, metadata

fleet_latest = Table(
    "fleet_latest",
    metadata,
    Column("terminal", String(16), primary_key=True),
    Column("received_at", UtcDateTime, nullable=False),
    Column("beat_id", String(32), nullable=False),
    Column("beat", Text, nullable=False),
)
"""The last heartbeat of each terminal."""

fleet_history = Table(
    "fleet_history",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("terminal", String(16), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("what", String(32), nullable=False),
    Column("detail", String(200), nullable=False),
    Index("fleet_history_by_terminal", "terminal", "at"),
)
"""What changed on a terminal: a part, a release, an error; not every beat."""

fleet_uses = Table(
    "fleet_uses",
    metadata,
    Column("day", Date, primary_key=True),
    Column("terminal", String(16), primary_key=True),
    Column("service", String(64), primary_key=True),
    Column("step", String(64), primary_key=True),
    Column("count", Integer, nullable=False),
)
"""How often: `step` is started, finished, helped, or left: and the step at which people gave up."""

fleet_commands = Table(
    "fleet_commands",
    metadata,
    Column("command_id", String(32), primary_key=True),
    Column("terminal", String(16), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("not_after", UtcDateTime, nullable=False),
    Column("signature", String(128), nullable=False),
    Column("given_at", UtcDateTime, nullable=False),
    Column("given_by", String(32), nullable=False),
    Column("handed_at", UtcDateTime),
    Column("done_at", UtcDateTime),
    Column("failed", String(64)),
)
"""Orders that wait for a terminal's next word, and those of the last weeks.

`done_at` is when the terminal said what came of it, `failed` why it could not carry it out.
"""

fleet_logs = Table(
    "fleet_logs",
    metadata,
    Column("command_id", String(32), primary_key=True),
    Column("terminal", String(16), nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False),
    Column("log", Text, nullable=False),
)
"""The last lines of a terminal's log, sent on an order. Terminals write nothing personal into it."""

fleet_holds = Table(
    "fleet_holds",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False),
    Column("by", String(32), nullable=False),
    Column("why", String(200), nullable=False),
    Column("failed", Integer, nullable=False),
    Column("lifted_at", UtcDateTime),
    Column("lifted_by", String(32)),
)
"""Releases that the center stopped, by itself or by somebody; `failed` at the last word on it."""

notices = Table(
    "notices",
    metadata,
    Column("notice_id", String(32), primary_key=True),
    Column("area", String(12), nullable=False),
    Column("notice", Text, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False, index=True),
    Column("written_at", UtcDateTime, nullable=False),
    Column("written_by", String(32), nullable=False),
    Column("withdrawn_at", UtcDateTime),
    Column("withdrawn_by", String(32)),
)
"""Notices as they were signed by the township's key."""
