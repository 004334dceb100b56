"""Recordings of a local announcer: which text each is of, and what is still missing. Dialect is welcome."""

from __future__ import annotations

import csv
import wave
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from config.model import Release
from voice.engines.sound import RATE, Samples, finished, from_pcm
from voice.speaking.clips import ClipStore
from voice.speaking.ear_text import PAUSES, for_ear
from voice.speaking.plan import OPEN, name_of

TABLES: Final = ("table.csv", "表.csv")
SOUNDS: Final = (".wav", ".mp3", ".m4a", ".ogg", ".opus", ".flac", ".amr", ".aac")
_LONGEST_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that could not be used.

    Attributes:
        file: Its name.
        why: In plain words.
    """

    file: str
    why: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of it.

    Attributes:
        taken: How many clips there are now because of these files.
        refused: The files that could not be used.
        missing: The texts for which there is no recording yet, in their order.
    """

    taken: int
    refused: tuple[Refused, ...]
    missing: tuple[str, ...]


class RecordingError(Exception):
    """A file is no sound that can be used; its text says why."""


def take_in(folder: Path, names: Sequence[str], store: ClipStore, release: Release) -> Imported:
    """Takes the recordings of a folder.

    A file is for the text that the table names, else for the text in its own name: the sentence itself (signs
    don't matter), or its key in the wording (``bar.next``).

    Args:
        folder: Sound files, and perhaps ``table.csv`` with file and text in its columns.
        names: The clips that the release can use.
        store: Where the recordings are kept.
        release: For the keys of its wording.

    Raises:
        OSError: The folder can't be read, or the clips can't be written.
    """
    known = _Known(names, release)
    refused: list[Refused] = []
    taken = 0
    table = dict(_table(folder, refused))
    files = sorted(path for path in folder.iterdir() if path.suffix.lower() in SOUNDS)
    refused += [
        Refused(file, "表里有，文件夹里没有") for file in table if file not in {path.name for path in files}
    ]
    for path in files:
        clips = known.clips(table.get(path.name, path.stem))
        if not clips:
            refused.append(Refused(path.name, "不知道这是哪一句"))
            continue
        try:
            samples, rate = _samples(path)
            pcm = finished(samples, rate=rate)
        except RecordingError as error:
            refused.append(Refused(path.name, str(error)))
            continue
        if not pcm:
            refused.append(Refused(path.name, "里面没有声音"))
            continue
        for clip in clips:
            store.put(clip, pcm)
        taken += len(clips)
    store.look()
    return Imported(taken, tuple(refused), tuple(name for name in names if not store.has(name)))


def write_list(path: Path, missing: Sequence[str]) -> None:
    """Writes what an announcer still has to read, as a table that `take_in` understands."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("文件", "要念的话"))
        rows.writerows((f"{count:04}.wav", text) for count, text in enumerate(missing, start=1))


class _Known:
    """Finds the clips that a given text stands for."""

    def __init__(self, names: Sequence[str], release: Release) -> None:
        self._by_text: dict[str, list[str]] = {}
        for name in names:
            self._by_text.setdefault(_bare(name), []).append(name)
        self._release = release

    def clips(self, given: str) -> Sequence[str]:
        """The clips of a text, or of a key of the wording; none where it is not known."""
        phrase = self._release.wording.root.get(given)
        if phrase is not None:
            given = phrase if isinstance(phrase, str) else phrase.say or phrase.text
        opens = (given.startswith(OPEN), given.endswith(OPEN))
        found = self._by_text.get(_bare(for_ear(given)), [])
        if any(opens):
            return [name for name in found if (name.startswith(OPEN), name.endswith(OPEN)) == opens]
        return [name for name in found if OPEN not in name] or found


def _bare(text: str) -> str:
    return "".join(sign for sign in name_of(text) if sign not in PAUSES + OPEN)


def _table(folder: Path, refused: list[Refused]) -> Iterator[tuple[str, str]]:
    for name in TABLES:
        path = folder / name
        if not path.is_file():
            continue
        raw = path.read_bytes()
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = raw.decode("gb18030", errors="replace")  # what a spreadsheet here writes
        for row in csv.reader(text.splitlines()):
            if len(row) >= 2 and Path(row[0].strip()).suffix.lower() in SOUNDS:
                yield row[0].strip(), row[1].strip()
            elif row and row[0].strip() not in ("文件", "file", ""):
                refused.append(Refused(name, f"这一行看不懂：{row[0][:20]}"))


def _samples(path: Path) -> tuple[Samples, int]:
    """The samples of a sound file and their rate.

    Raises:
        RecordingError: It is none, or is not to be used.
    """
    try:
        return _wav(path) if path.suffix.lower() == ".wav" else _any_other(path)
    except (wave.Error, EOFError) as error:
        raise RecordingError("这个 WAV 打不开，请存成 16 位的 WAV") from error


def _wav(path: Path) -> tuple[Samples, int]:
    with wave.open(str(path), "rb") as sound:
        if sound.getsampwidth() != 2 or not sound.getframerate():
            raise RecordingError("要 16 位的 WAV")
        if sound.getnframes() / sound.getframerate() > _LONGEST_S:
            raise RecordingError("太长，一个文件一句话")
        pcm = sound.readframes(sound.getnframes())
        return from_pcm(pcm, channels=sound.getnchannels()), sound.getframerate()


def _any_other(path: Path) -> tuple[Samples, int]:
    """What telephones record; read by the library that the recogniser brings along."""
    try:
        import av
    except ImportError as error:
        raise RecordingError("这台机器只认 WAV") from error
    pieces: list[bytes] = []
    try:
        with av.open(str(path)) as container:
            same = av.AudioResampler(format="s16", layout="mono", rate=RATE)
            for frame in container.decode(audio=0):
                for piece in same.resample(frame):
                    pieces.append(piece.to_ndarray().tobytes())
                if len(pieces) and sum(map(len, pieces)) / 2 / RATE > _LONGEST_S:
                    raise RecordingError("太长，一个文件一句话")
            for piece in same.resample(None):
                pieces.append(piece.to_ndarray().tobytes())
    except (av.FFmpegError, IndexError) as error:
        raise RecordingError("打不开") from error
    return from_pcm(b"".join(pieces)), RATE
