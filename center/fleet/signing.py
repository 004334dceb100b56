"""The two signing keys that a center may have: for orders, and for notices under the admin's own words.

The notice key belongs to the township's admin. The center keeps it sealed with words that only the
admin knows (Argon2id, then XSalsa20-Poly1305), and opens it for the one notice that is being signed.
"""

from __future__ import annotations

import base64
import json
import re
import threading
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import nacl.utils
from nacl.exceptions import CryptoError
from nacl.pwhash import argon2id
from nacl.secret import SecretBox
from nacl.signing import SigningKey

from center.errors import SettingsError
from config.durable import write_durably

FEWEST_LETTERS: Final = 6
WRONG_TRIES: Final = 5
WITHIN: Final = timedelta(minutes=15)
TRIAL_WORDS: Final = "试用口令"
_AREA: Final = re.compile(r"\d{2,12}")


class WrongWords(Exception):
    """The words do not open the key."""


class TooManyTries(Exception):
    """Somebody guesses; it is looked at again in a while."""


class NoNoticeKey(Exception):
    """The township has not brought its key to this center."""


def command_key(folder: Path, *, trial: bool) -> SigningKey | None:
    """The command role's key: the file ``command.key`` as `kiosk config init` made it, if it lies there.

    Raises:
        SettingsError: The file is damaged.
    """
    if trial:
        from center.trial.keys import COMMAND

        return COMMAND
    file = folder / "command.key"
    if not file.exists():
        return None
    return read_key(file)


def read_key(file: Path) -> SigningKey:
    """A key file of the release side.

    Raises:
        SettingsError: It holds no key.
    """
    from config.signing import KeyFile, KeyFileError

    try:
        return KeyFile.load(file).secret
    except KeyFileError as error:
        raise SettingsError(str(error)) from error


class NoticeKeys:
    """The townships' notice keys, each sealed with its admin's words.

    Args:
        folder: Where they lie.
        trial: A trial has one key for everybody, under words that everybody knows.
        opslimit: How much work Argon2id takes; a test's may be less.
    """

    def __init__(
        self,
        folder: Path,
        *,
        trial: bool,
        clock: Callable[[], datetime],
        opslimit: int = argon2id.OPSLIMIT_MODERATE,
        memlimit: int = argon2id.MEMLIMIT_INTERACTIVE,
    ) -> None:
        self._folder = folder
        self._trial = trial
        self._clock = clock
        self._opslimit = opslimit
        self._memlimit = memlimit
        self._lock = threading.Lock()
        self._wrong: dict[str, deque[datetime]] = {}

    def has(self, area: str) -> bool:
        """Whether an area's admin can sign here."""
        return self._trial or self._file(area).exists()

    def keep(self, area: str, key: SigningKey, words: str) -> Path:
        """Seals an area's key with its admin's words.

        Raises:
            SettingsError: The words are too short, or the area is none.
        """
        if len(words) < FEWEST_LETTERS:
            raise SettingsError(f"the words need at least {FEWEST_LETTERS} letters")
        if not _AREA.fullmatch(area):
            raise SettingsError(f"{area!r} is no 区划代码")
        salt = nacl.utils.random(argon2id.SALTBYTES)
        content = {
            "area": area,
            "salt": base64.b64encode(salt).decode(),
            "opslimit": self._opslimit,
            "memlimit": self._memlimit,
            "sealed": base64.b64encode(
                self._box(words, salt, self._opslimit, self._memlimit).encrypt(bytes(key))
            ).decode(),
        }
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = self._file(area)
        write_durably(file, (json.dumps(content, indent=1) + "\n").encode())
        return file

    def open(self, area: str, words: str) -> SigningKey:
        """The key of an area, for one signature.

        Raises:
            NoNoticeKey: It is not here.
            WrongWords: These are not the words.
            TooManyTries: There were too many wrong ones just now.
        """
        now = self._clock()
        with self._lock:  # one at a time: guessing in parallel gains nothing
            wrong = self._wrong.setdefault(area, deque())
            while wrong and wrong[0] < now - WITHIN:
                wrong.popleft()
            if len(wrong) >= WRONG_TRIES:
                raise TooManyTries
            try:
                return self._open(area, words)
            except WrongWords:
                wrong.append(now)
                raise

    def _open(self, area: str, words: str) -> SigningKey:
        if self._trial:
            from center.trial.keys import NOTICE

            if words != TRIAL_WORDS:
                raise WrongWords
            return NOTICE
        try:
            found = json.loads(self._file(area).read_bytes())
            salt, sealed = base64.b64decode(found["salt"]), base64.b64decode(found["sealed"])
            return SigningKey(
                self._box(words, salt, int(found["opslimit"]), int(found["memlimit"])).decrypt(sealed)
            )
        except FileNotFoundError as error:
            raise NoNoticeKey from error
        except (CryptoError, ValueError, KeyError, TypeError) as error:
            raise WrongWords from error

    def _file(self, area: str) -> Path:
        return self._folder / f"notice-{area}.json"

    def _box(self, words: str, salt: bytes, opslimit: int, memlimit: int) -> SecretBox:
        return SecretBox(
            argon2id.kdf(SecretBox.KEY_SIZE, words.encode(), salt, opslimit=opslimit, memlimit=memlimit)
        )
