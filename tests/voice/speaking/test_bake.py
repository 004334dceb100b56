import errno
import io
from pathlib import Path

import pytest

from tests.voice.speaking.stand_ins import Hums, hum
from voice.speaking.bake import Baked, bake, spoken
from voice.speaking.clips import ClipStore
from voice.speaking.progress import Bar

NAMES = ["您好", "您的养老金…", "…前有答复", "要我念出来吗？"]


@pytest.fixture
def store(tmp_path: Path) -> ClipStore:
    return ClipStore(tmp_path, voice="hum", version="1")


def test_everything_is_made_once_and_in_order(store: ClipStore) -> None:
    engine = Hums()
    assert bake(NAMES, store, engine) == Baked(made=4, there=0, failed=0)
    assert engine.asked == ["您好", "您的养老金，", "前有答复", "要我念出来吗？"]
    assert bake(NAMES, store, engine) == Baked(made=0, there=4, failed=0)
    assert len(engine.asked) == 4


def test_it_goes_on_where_it_was_interrupted(store: ClipStore) -> None:
    class Interrupted(Hums):
        def say(self, text: str) -> bytes:
            if len(self.asked) == 2:
                raise KeyboardInterrupt
            return super().say(text)

    with pytest.raises(KeyboardInterrupt):
        bake(NAMES, store, Interrupted())
    engine = Hums()
    assert bake(NAMES, store, engine) == Baked(made=2, there=2, failed=0)
    assert engine.asked == ["前有答复", "要我念出来吗？"]


def test_what_cannot_be_said_is_told_and_tried_again_later(store: ClipStore) -> None:
    assert bake(NAMES, store, Hums(unsayable=("您好",))) == Baked(made=3, there=0, failed=1)
    assert bake(NAMES, store, Hums()) == Baked(made=1, there=3, failed=0)


def test_clips_of_another_release_go_when_all_of_this_one_are_there(store: ClipStore) -> None:
    store.put("旧的", hum(2))
    assert bake(NAMES[:2], store, Hums(), keeps_others=True).dropped == 0
    assert bake(NAMES, store, Hums(unsayable=("前有答复",))).dropped == 0
    assert bake(NAMES, store, Hums()) == Baked(made=1, there=3, failed=0, dropped=1)


def test_a_full_disk_ends_it(store: ClipStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, content: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("voice.speaking.clips.write_durably", full)
    with pytest.raises(OSError, match="No space"):
        bake(NAMES, store, Hums())
    assert len(store) == 0


@pytest.mark.parametrize(
    ("name", "text"), [("到账…", "到账，"), ("…在办", "在办"), ("…前办…", "前办，"), ("好，", "好，")]
)
def test_a_clip_that_goes_on_is_said_so(name: str, text: str) -> None:
    assert spoken(name) == text


def test_progress_is_told_now_and_then_in_a_file() -> None:
    out = io.StringIO()
    bar = Bar(out, clock=iter(range(0, 10_000, 2)).__next__)
    for done in range(101):
        bar(done, 100)
    bar.end()
    lines = out.getvalue().splitlines()
    assert [line.split()[0] for line in lines] == [str(pct) for pct in range(0, 101, 10)]
    assert "about 2 min left" in lines[5]


def test_progress_is_one_moving_line_before_somebody_who_watches() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    out = Terminal()
    bar = Bar(out, clock=lambda: 0.0)
    for done in range(11):
        bar(done, 10)
    bar.end()
    assert out.getvalue().count("\n") == 1
    assert "[" + "#" * 30 + "] 10 of 10" in out.getvalue()
