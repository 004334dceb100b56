"""What a terminal exported to a stick: its cases come in as if it had sent them itself, its trail is kept.

A terminal that gets its network back sends the same messages again, byte for byte: they count once.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey
from pydantic import ValidationError
from sqlalchemy import select

from center.auth import Caller
from center.desk.acts import Act, note_act
from center.errors import CenterError, ExportError
from center.fleet.tables import fleet_latest
from center.intake import Intake
from center.protocol import Envelope, ErrorCode
from center.protocol.export import EXPORT, OUTBOX, TRAIL, Export, SignedExport, export_text
from center.protocol.fleet import Heartbeat
from center.store import Store
from center.tables import terminals
from kiosk.core.staff.trail import heads

_BODIES = "SELECT case_id, message_id, receipt, body FROM messages WHERE body IS NOT NULL ORDER BY seq"
_ENTRIES = "SELECT seq, body, before, hash FROM audit ORDER BY seq"
_MADE_AT = "%Y%m%d-%H%M%S"


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What came of an export.

    Attributes:
        new: Cases' messages that the center did not have.
        known: Those that it had.
        refused: Receipt number and code of each that it does not take.
        trail: Where the trail is kept now.
        trail_is_whole: Whether no entry was changed, and the trail holds what the terminal last told of it.
    """

    new: int
    known: int
    refused: tuple[tuple[str, str], ...]
    trail: Path
    trail_is_whole: bool


class Stick:
    """Takes exports in.

    Args:
        store: Who the terminals are.
        intake: Takes the messages.
        folder: Where the trails are kept.
        clock: The center's time.
        look_at: Told each case that is new.
    """

    def __init__(
        self,
        *,
        store: Store,
        intake: Intake,
        folder: Path,
        clock: Callable[[], datetime],
        look_at: Callable[[str], object],
    ) -> None:
        self._store = store
        self._intake = intake
        self._folder = folder
        self._clock = clock
        self._look_at = look_at

    def take_in(self, source: Path, *, by: str) -> TakenIn:
        """Takes one export in; again, or after the terminal has sent all of it, it changes nothing.

        Args:
            source: The folder `kiosk-export-...` on the stick.
            by: Who of the staff brought it.

        Raises:
            ExportError: It is no export of a terminal of this center, or was changed on its way.
        """
        export, township = self._proven(source)
        kept = self._folder / f"{export.terminal}-{export.made_at.astimezone(UTC):{_MADE_AT}}"
        copy = kept.with_name(kept.name + ".part")
        shutil.rmtree(copy, ignore_errors=True)
        copy.mkdir(parents=True, mode=0o700)
        try:
            for name, digest in export.files.items():
                _copy(source / Path(name).name, copy / Path(name).name, digest)
            counted = self._messages(copy / OUTBOX, export.terminal, township)
            whole = self._holds_last_head(copy / TRAIL, export)
            (copy / OUTBOX).unlink(missing_ok=True)  # what it held is sealed in the store
            if not kept.exists():
                copy.rename(kept)
        except sqlite3.Error as error:
            raise ExportError("the stick holds no outbox of a terminal") from error
        finally:
            shutil.rmtree(copy, ignore_errors=True)
        new, known, refused = counted
        with self._store.write() as connection:
            note_act(
                connection,
                at=self._clock(),
                who=by,
                act=Act.STICK_TAKEN_IN,
                township=township,
                detail=f"{export.terminal} 新收{new}件，早有{known}件，没收{len(refused)}件",
            )
        return TakenIn(new, known, refused, kept, whole)

    def forget_before(self, moment: datetime) -> int:
        """Removes the trails that were exported before a moment; says how many."""
        made_at = {kept: _made_at(kept) for kept in self._folder.glob("*-*-*")}
        old = [kept for kept, at in made_at.items() if at is not None and at < moment]
        for kept in old:
            shutil.rmtree(kept, ignore_errors=True)
        return len(old)

    def _proven(self, source: Path) -> tuple[Export, str]:
        """The export, and the township of the terminal that signed it."""
        try:
            signed = SignedExport.model_validate_json((source / EXPORT).read_bytes())
            export = Export.model_validate_json(signed.export)
            signature = base64.b64decode(signed.signature, validate=True)
        except (OSError, ValidationError, binascii.Error) as error:
            raise ExportError(f"{source} holds no export: name the folder kiosk-export-... on it") from error
        with self._store.read() as connection:
            row = connection.execute(
                select(terminals.c.public_key, terminals.c.township).where(
                    terminals.c.code == export.terminal, terminals.c.revoked_at.is_(None)
                )
            ).one_or_none()
        if row is None:
            raise ExportError(f"{export.terminal} is no terminal of this center")
        try:
            VerifyKey(row.public_key).verify(export_text(signed.export), signature)
        except (BadSignatureError, ValueError) as error:
            raise ExportError(
                f"the key of {export.terminal} did not sign this: it was changed, or the keys are new"
            ) from error
        return export, row.township

    def _messages(
        self, outbox: Path, terminal: str, township: str
    ) -> tuple[int, int, tuple[tuple[str, str], ...]]:
        new = known = 0
        refused = []
        for case_id, message_id, receipt, body in list(_rows(outbox, _BODIES)):  # all of it, or nothing
            caller = Caller(terminal, township, hashlib.sha256(body).hexdigest())
            try:
                reply = self._intake.take(
                    caller=caller,
                    case_id=case_id,
                    message_id=message_id,
                    envelope=Envelope.model_validate_json(body),
                )
            except CenterError as error:
                refused.append((receipt, error.code.value))
                continue
            except ValidationError:
                refused.append((receipt, ErrorCode.MALFORMED.value))
                continue
            if reply.replayed:
                known += 1
            else:
                new += 1
                self._look_at(case_id)
        return new, known, tuple(refused)

    def _holds_last_head(self, trail: Path, export: Export) -> bool:
        """Whether no entry was changed, it ends as signed, and it holds the head that was told last."""
        try:
            found = heads((seq, body, before, made) for seq, body, before, made in _rows(trail, _ENTRIES))
        except sqlite3.Error:  # damaged, and signed as such: the cases beside it are as good as any
            return False
        with self._store.read() as connection:
            row = connection.execute(
                select(fleet_latest.c.beat).where(fleet_latest.c.terminal == export.terminal)
            ).one_or_none()
        beat = None if row is None else Heartbeat.model_validate_json(row.beat)
        if not found or found[-1] != export.audit_head:
            return False
        told = None if beat is None or beat.at > export.made_at else beat.audit_head
        return told is None or told in found


def _copy(source: Path, target: Path, digest: str) -> None:
    """Copies a file, if it is the one that was signed."""
    try:
        content = source.read_bytes()
    except OSError as error:
        raise ExportError(f"{source.name} is missing on the stick, or can't be read") from error
    if hashlib.sha256(content).hexdigest() != digest:
        raise ExportError(f"{source.name} was changed since the terminal wrote it")
    target.write_bytes(content)


def _made_at(kept: Path) -> datetime | None:
    """When a kept trail was exported, as its name tells."""
    try:
        return datetime.strptime(kept.name.partition("-")[2], _MADE_AT).replace(tzinfo=UTC)
    except ValueError:
        return None


def _rows(file: Path, statement: str) -> Iterator[tuple[Any, ...]]:
    """What a copied database holds; one that is not there holds nothing."""
    if not file.exists():
        return
    with closing(sqlite3.connect(f"file:{file}?immutable=1", uri=True)) as connection:
        yield from connection.execute(statement)
