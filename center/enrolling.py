"""How a terminal comes to belong to a center: a code given out once, typed by staff."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from datetime import datetime, timedelta

from nacl.signing import VerifyKey
from sqlalchemy import delete, insert, select, update

from center.errors import CenterError, SettingsError
from center.keys import Keyring, new_code
from center.log import CenterEvent, Log
from center.protocol import EnrollReply, EnrollRequest, ErrorCode
from center.settings import CenterSettings
from center.store import Store
from center.tables import cases, enroll_codes, terminals
from config.settings import TERMINAL_CODE

_COUNTER = re.compile(r"-(\d{6,9})-\d$")
_TERMINAL = re.compile(TERMINAL_CODE)


class Enrolling:
    """Gives out codes and takes terminals in."""

    def __init__(
        self,
        *,
        store: Store,
        keyring: Keyring,
        settings: CenterSettings,
        clock: Callable[[], datetime],
        log: Log,
    ) -> None:
        self._store = store
        self._keyring = keyring
        self._settings = settings
        self._clock = clock
        self._log = log

    def give_code(self, *, terminal: str, township: str) -> str:
        """Make a code for one terminal; an earlier unused code of that terminal is void.

        Raises:
            SettingsError: The township is not this center's, or the terminal's code has a wrong form.
        """
        self._settings.township(township)
        if not _TERMINAL.fullmatch(terminal):
            raise SettingsError("a terminal's code is two capital letters and two digits, such as QS01")
        code = new_code()
        with self._store.write() as connection:
            connection.execute(
                delete(enroll_codes).where(
                    enroll_codes.c.terminal == terminal, enroll_codes.c.used_at.is_(None)
                )
            )
            connection.execute(
                insert(enroll_codes).values(
                    code_hash=self._keyring.secret(code),
                    terminal=terminal,
                    township=township,
                    expires_at=self._clock() + timedelta(hours=self._settings.enroll_code_valid_h),
                )
            )
        return code

    def revoke(self, terminal: str) -> None:
        """From now on neither this terminal's requests nor its codes count, until it is enrolled anew.

        Raises:
            SettingsError: There is no such terminal.
        """
        with self._store.write() as connection:
            done = connection.execute(
                update(terminals).where(terminals.c.code == terminal).values(revoked_at=self._clock())
            )
        if done.rowcount != 1:
            raise SettingsError(f"no terminal {terminal} is enrolled")

    def enroll(self, request: EnrollRequest) -> EnrollReply:
        """Take a terminal in, replacing the key that its code had before.

        The same code with the same key again gives the same answer: the first one may have been lost.

        Raises:
            CenterError: BAD_ENROLL_CODE (unknown, expired, or used by another key), MALFORMED.
        """
        public_key = base64.b64decode(request.public_key)
        try:
            VerifyKey(public_key)
        except ValueError as error:
            raise CenterError(ErrorCode.MALFORMED) from error
        now = self._clock()
        with self._store.write(alone_for="enrolling") as connection:
            row = connection.execute(
                select(enroll_codes).where(enroll_codes.c.code_hash == self._keyring.secret(request.code))
            ).one_or_none()
            if row is None or row.expires_at < now:
                raise CenterError(ErrorCode.BAD_ENROLL_CODE)
            known = connection.execute(
                select(terminals).where(terminals.c.code == row.terminal)
            ).one_or_none()
            if row.used_at is not None and (known is None or known.public_key != public_key):
                raise CenterError(ErrorCode.BAD_ENROLL_CODE)
            connection.execute(
                update(enroll_codes).where(enroll_codes.c.code_hash == row.code_hash).values(used_at=now)
            )
            values = {
                "township": row.township,
                "public_key": public_key,
                "enrolled_at": now,
                "revoked_at": None,
            }
            if known is None:
                connection.execute(insert(terminals).values(code=row.terminal, **values))
            else:
                connection.execute(update(terminals).where(terminals.c.code == row.terminal).values(**values))
            receipts = connection.scalars(
                select(cases.c.receipt).where(cases.c.terminal == row.terminal)
            ).all()
        self._log.info(CenterEvent.TERMINAL_ENROLLED, terminal=row.terminal, again=known is not None)
        key_id, seal_key = self._keyring.current(row.township)
        return EnrollReply(
            terminal=row.terminal,
            township=row.township,
            township_name=self._settings.township(row.township).name,
            key_id=key_id,
            seal_key=base64.b64encode(seal_key).decode(),
            trial=self._settings.trial,
            receipts_from=1 + max((_counter(receipt) for receipt in receipts), default=0),
            center_time=now,
        )


def _counter(receipt: str) -> int:
    found = _COUNTER.search(receipt)
    return int(found.group(1)) if found else 0
