import array
import csv
import math
import wave
from pathlib import Path

import pytest

from config.model import Release
from config.release import active_release
from voice.speaking.clips import RECORDED, ClipStore
from voice.speaking.recordings import take_in, write_list

pytestmark = pytest.mark.whole

NAMES = ["您好，请坐", "下一步", "找人帮我", "到账…", "一百八十五元", "要我念出来吗？"]


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return active_release(tmp_path_factory.mktemp("home"))


@pytest.fixture
def store(tmp_path: Path) -> ClipStore:
    return ClipStore(tmp_path / "clips", voice="announcer", version=RECORDED)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "recordings"
    made.mkdir()
    return made


def record(
    path: Path, *, rate: int = 44100, channels: int = 2, seconds: float = 0.5, loud: int = 9000
) -> None:
    samples = array.array("h")
    for at in range(int(rate * seconds)):
        samples.extend([int(loud * math.sin(at / rate * 2 * math.pi * 300))] * channels)
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(channels)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        sound.writeframes(samples.tobytes())


def test_a_file_is_named_like_its_sentence_or_its_key(
    folder: Path, store: ClipStore, release: Release
) -> None:
    record(folder / "您好 请坐。.wav")
    record(folder / "bar.next.wav", rate=16000, channels=1)
    record(folder / "到账….WAV")
    record(folder / "185.00元.wav")
    record(folder / "要我念出来吗.wav")
    done = take_in(folder, NAMES, store, release)
    assert (done.taken, done.refused, done.missing) == (5, (), ("找人帮我",))
    pcm = store.read("下一步")
    assert pcm is not None
    assert 0.4 <= len(pcm) / 2 / 24000 <= 0.6


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_table_says_which_file_is_what(
    folder: Path, store: ClipStore, release: Release, encoding: str
) -> None:
    record(folder / "0001.wav")
    record(folder / "0002.wav")
    text = "文件,要念的话\n0001.wav,您好，请坐\n0002.wav,bar.help\n0003.wav,下一步\n"
    (folder / "table.csv").write_bytes(text.replace("您好，请坐", '"您好，请坐。"').encode(encoding))
    done = take_in(folder, NAMES, store, release)
    assert done.taken == 2
    assert [(one.file, one.why) for one in done.refused] == [("0003.wav", "表里有，文件夹里没有")]
    assert done.missing == ("下一步", "到账…", "一百八十五元", "要我念出来吗？")


def test_what_is_missing_is_listed_as_a_table_that_comes_back_filled(
    folder: Path, store: ClipStore, release: Release
) -> None:
    write_list(folder / "table.csv", take_in(folder, NAMES, store, release).missing)
    with (folder / "table.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))[1:]
    assert [row[1] for row in rows] == NAMES
    for row in rows:
        record(folder / row[0], seconds=0.2)
    assert take_in(folder, NAMES, store, release).missing == ()


def test_files_that_are_of_no_use_are_named_with_the_reason(
    folder: Path, store: ClipStore, release: Release
) -> None:
    record(folder / "不知道是啥.wav")
    record(folder / "下一步.wav", loud=0)
    (folder / "找人帮我.wav").write_bytes(b"RIFF of nothing")
    record(folder / "您好，请坐.wav", rate=8000, channels=1, seconds=61)
    (folder / "到账….mp3").write_bytes(b"nothing")
    (folder / "readme.txt").write_text("not a sound")
    done = take_in(folder, NAMES, store, release)
    assert done.taken == 0
    assert [one.file for one in done.refused] == sorted(
        ["不知道是啥.wav", "下一步.wav", "找人帮我.wav", "您好，请坐.wav", "到账….mp3"]
    )
    assert all(one.why for one in done.refused)
    assert list(done.missing) == NAMES


def test_one_recording_serves_every_clip_of_the_same_words(
    folder: Path, store: ClipStore, release: Release
) -> None:
    record(folder / "零.wav")
    done = take_in(folder, ["零", "零…"], store, release)
    assert done.taken == 1
    assert done.missing == ("零…",)
    record(folder / "零….wav")
    assert take_in(folder, ["零", "零…"], store, release).missing == ()
