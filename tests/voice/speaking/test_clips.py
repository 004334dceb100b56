from pathlib import Path

import pytest

from tests.voice.speaking.stand_ins import hum
from voice.speaking.clips import ClipStore


@pytest.fixture
def store(tmp_path: Path) -> ClipStore:
    return ClipStore(tmp_path, voice="hum", version="1")


def test_a_clip_comes_back_as_it_was_put(store: ClipStore) -> None:
    store.put("您好", hum(2))
    store.look()
    assert store.has("您好")
    assert store.read("您好") == hum(2)
    assert not store.has("您好，")
    assert len(store) == 1


def test_text_voice_and_version_make_the_key(tmp_path: Path) -> None:
    keys = {
        ClipStore(tmp_path, voice=voice, version=version).key(text)
        for voice in "ab"
        for version in "12"
        for text in ("您好", "您好，")
    }
    assert len(keys) == 8


def test_another_process_sees_new_clips_at_its_next_look(tmp_path: Path, store: ClipStore) -> None:
    other = ClipStore(tmp_path, voice="hum", version="1")
    other.look()
    store.put("您好", hum(2))
    assert not other.has("您好")
    other.look()
    assert other.has("您好")


def test_a_clip_that_is_cut_short_is_none(store: ClipStore) -> None:
    store.put("您好", hum(2))
    file = next(store.folder.iterdir())
    file.write_bytes(file.read_bytes()[:-100])
    assert store.read("您好") is None
    file.write_bytes(b"RIFF")
    assert store.read("您好") is None
    file.write_bytes(b"")
    assert store.read("您好") is None


def test_what_an_interrupted_writing_left_is_no_clip(store: ClipStore) -> None:
    store.put("您好", hum(2))
    (store.folder / f".{store.key('请坐')}.wav.abc").write_bytes(b"half")
    store.look()
    assert len(store) == 1
    assert store.keep_only(["您好"]) == 0
    assert [path.name for path in store.folder.iterdir()] == [f"{store.key('您好')}.wav"]


def test_clips_of_other_texts_are_dropped_on_request(store: ClipStore) -> None:
    store.put("您好", hum(2))
    store.put("请坐", hum(2))
    assert store.keep_only(["请坐"]) == 1
    assert (store.read("您好"), store.read("请坐")) == (None, hum(2))


def test_a_folder_that_is_not_there_has_no_clips(store: ClipStore) -> None:
    store.look()
    assert not store.has("您好")
    assert store.read("您好") is None
    assert store.keep_only([]) == 0
