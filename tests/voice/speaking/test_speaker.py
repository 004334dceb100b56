from pathlib import Path

import pytest

from config.release import active_release
from tests.voice.speaking.stand_ins import Dumb, Hums, hum
from voice.engines.engine import NoSpeech
from voice.speaking.bake import bake
from voice.speaking.catalogue import wanted
from voice.speaking.clips import ClipStore
from voice.speaking.speaker import Speaker

pytestmark = pytest.mark.whole

NAMES = ("示例·张大山", "示例·钱𬭎", "张大山", "大山")


@pytest.fixture
def store(tmp_path: Path) -> ClipStore:
    return ClipStore(tmp_path / "clips", voice="hum", version="1")


def test_a_clip_is_played_and_no_engine_asked(store: ClipStore) -> None:
    store.put("您好", hum(2))
    engine = Hums()
    sound = b"".join(Speaker(stores=[store], engines=[engine]).pcm("您好。", personal=False))
    assert sound.startswith(hum(2))
    assert not any(sound[len(hum(2)) :])
    assert engine.asked == []


def test_the_clip_sounds_before_the_engine_is_asked_for_the_rest(store: ClipStore) -> None:
    store.put("您好，", hum(3))
    engine = Hums()
    sound = Speaker(stores=[store], engines=[engine]).pcm("您好，示例·张大山。", personal=True)
    assert next(sound)
    assert engine.asked == []
    assert b"".join(sound)
    assert engine.asked == ["示例，张大山。"]


def test_the_next_engine_speaks_where_one_cannot(store: ClipStore) -> None:
    better, plain = Dumb(), Hums()
    assert b"".join(Speaker(stores=[store], engines=[better, plain]).pcm("您好", personal=False))
    assert better.asked == plain.asked == ["您好"]


def test_without_any_engine_that_can_it_is_told(store: ClipStore) -> None:
    with pytest.raises(NoSpeech):
        list(Speaker(stores=[store], engines=[Dumb()]).pcm("您好", personal=False))


def test_a_broken_clip_is_said_by_the_engine_and_made_anew_later(store: ClipStore) -> None:
    store.put("您好", hum(2))
    next(store.folder.iterdir()).write_bytes(b"broken")
    engine = Hums()
    speaker = Speaker(stores=[store], engines=[engine])
    assert b"".join(speaker.pcm("您好", personal=False)).startswith(hum(2))
    assert engine.asked == ["您好"]
    assert bake(["您好"], store, Hums()).made == 1


def test_clips_that_are_baked_meanwhile_are_used(store: ClipStore) -> None:
    engine = Hums()
    speaker = Speaker(stores=[store], engines=[engine])
    list(speaker.pcm("您好", personal=False))
    store.put("您好", hum(2))
    list(speaker.pcm("您好", personal=False))
    assert engine.asked == ["您好"]


def test_closing_ends_the_engines(store: ClipStore) -> None:
    engines = [Hums(), Hums()]
    Speaker(stores=[store], engines=engines).close()
    assert all(engine.closed for engine in engines)


def test_nothing_with_a_name_is_ever_stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is said, on request or not, leaves no file; and no clip's key is that of a name."""
    release = active_release(tmp_path / "home")
    store = ClipStore(tmp_path / "home" / "clips", voice="hum", version="1")
    bake(wanted(release)[:300], store, Hums())
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    before = contents(tmp_path)
    speaker = Speaker(stores=[store], engines=[Hums()])
    for name in NAMES:
        for personal in (True, False):
            for line in (name, f"您好，{name}，您的养老金本月到账 185.00 元。", f"在{name}手上"):
                assert b"".join(speaker.pcm(line, personal=personal))
    assert contents(tmp_path) == before
    everything = wanted(release)
    people = [
        release.settings.place.owner,
        *(line.name.split("·")[-1] for line in release.settings.help_lines),
    ]
    assert not [text for text in everything for name in (*NAMES, *people) if name in text]
    kept = {path.stem for path in store.folder.iterdir()}
    assert kept == {store.key(text) for text in everything[:300]}


def contents(folder: Path) -> dict[str, tuple[int, int]]:
    return {
        str(path): (path.stat().st_size, path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }
