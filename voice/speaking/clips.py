"""A folder of clips: sound under the text that it says, the voice, and what made it.

Only fixed texts are put here, by who bakes and who records; nothing that is said in a visit ever is.
"""

from __future__ import annotations

import hashlib
import io
import wave
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from typing import Final

from config.durable import write_durably

RATE: Final = 24000
RECORDED: Final = "recorded"
"""The version of the clips that a person has spoken."""
_SUFFIX: Final = ".wav"


class ClipStore:
    """The clips of one voice, made by one version of one engine.

    Args:
        folder: Where all clips are; the voice gets a folder in it.
        voice: Who speaks.
        version: What made them.
    """

    def __init__(self, folder: Path, *, voice: str, version: str) -> None:
        self._voice = voice
        self._version = version
        self._folder = folder / f"{voice}-{version}"
        self._stamp = -1
        self._keys: frozenset[str] = frozenset()

    def __len__(self) -> int:
        self.look()
        return len(self._keys)

    @property
    def folder(self) -> Path:
        """Where these clips are."""
        return self._folder

    def key(self, text: str) -> str:
        """The name of a clip's file: of its text, the voice, and what made it."""
        return hashlib.sha256("\n".join((text, self._voice, self._version)).encode()).hexdigest()[:32]

    def look(self) -> None:
        """Sees what was added or taken away since; cheap where nothing was."""
        try:
            stamp = self._folder.stat().st_mtime_ns
        except OSError:
            self._stamp, self._keys = -1, frozenset()
            return
        if stamp != self._stamp:
            names = (path.name for path in self._folder.iterdir())
            self._keys = frozenset(name[: -len(_SUFFIX)] for name in names if _is_clip(name))
            self._stamp = stamp

    def has(self, text: str) -> bool:
        """Whether there is a clip of this text, as of the last `look`."""
        return self.key(text) in self._keys

    def read(self, text: str) -> bytes | None:
        """The samples of a clip: 24 kHz, mono, 16 bit; None where there is none, or a broken one."""
        try:
            with wave.open(str(self._path(text)), "rb") as sound:
                frames = sound.getnframes()
                shape = (sound.getframerate(), sound.getnchannels(), sound.getsampwidth())
                pcm = sound.readframes(frames)
        except (OSError, EOFError, wave.Error):
            return None
        return pcm if shape == (RATE, 1, 2) and len(pcm) == frames * 2 and pcm else None

    def put(self, text: str, pcm: bytes) -> None:
        """Keeps a clip; afterwards the old one or the new one is there, whole.

        Raises:
            OSError: It can't be written.
        """
        buffer = io.BytesIO()
        with wave.open(buffer, "wb") as sound:
            sound.setnchannels(1)
            sound.setsampwidth(2)
            sound.setframerate(RATE)
            sound.writeframes(pcm)
        write_durably(self._path(text), buffer.getvalue())

    def drop(self, text: str) -> None:
        """Takes a clip away, so that it is made anew."""
        self._path(text).unlink(missing_ok=True)

    def keep_only(self, texts: Collection[str]) -> int:
        """Takes away the clips of all other texts, and what an interrupted writing left.

        Returns:
            How many clips were taken away.
        """
        if not self._folder.is_dir():
            return 0
        wanted = {self.key(text) + _SUFFIX for text in texts}
        gone = 0
        for path in self._folder.iterdir():
            if path.name not in wanted:
                with suppress(OSError):
                    path.unlink()
                    gone += _is_clip(path.name)
        return gone

    def _path(self, text: str) -> Path:
        return self._folder / (self.key(text) + _SUFFIX)


def _is_clip(name: str) -> bool:
    return name.endswith(_SUFFIX) and not name.startswith(".")
