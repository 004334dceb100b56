import pytest

from config.release import active_release
from tests.voice.speaking.stand_ins import Dumb, Hums
from voice.speaking.bench_out import measure
from voice.speaking.heard import COMMON, OWN, for_recogniser, own_sentences, score, total

pytestmark = pytest.mark.whole

SCORES = [
    ("您好，请坐。", "您好請坐", 0, 4),
    ("到账185.00元", "到帐一百八十五元", 0, 8),
    ("编号是二零二六零一零三", "編號是20260103", 0, 11),
    ("有事打 023-0000 0103", "有事打零二三零零零零零一零三", 0, 14),
    ("请坐", "请走", 1, 2),
    ("请坐", "", 2, 2),
    ("请坐", "ching zo 坐", 1, 2),
    ("请坐", "请您坐下", 2, 2),
]


@pytest.mark.parametrize(("said", "heard", "wrong", "of"), SCORES)
def test_syllables_are_compared_whatever_they_are_written_with(
    said: str, heard: str, wrong: int, of: int
) -> None:
    found = score(said, heard)
    assert (found.wrong, found.of) == (wrong, of)


def test_longer_sentences_count_more() -> None:
    assert total([score("请坐", ""), score("您好，请坐下", "您好请坐下")]).pct == pytest.approx(28.6)


def test_there_are_twenty_common_and_forty_own_sentences(tmp_path_factory: pytest.TempPathFactory) -> None:
    own = own_sentences(active_release(tmp_path_factory.mktemp("home")))
    assert (len(COMMON), len(own)) == (20, OWN)
    assert len({*COMMON, *own}) == 60


def test_a_recogniser_gets_what_a_microphone_brings() -> None:
    pcm = for_recogniser(Hums().say("您好"))
    assert 0.5 <= len(pcm) / 2 / 16000 <= 0.54
    assert any(pcm)


def test_every_source_is_measured_on_the_same_sentences(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Whoever hears everything right scores 0, whoever is not heard 100; clips need no engine."""

    class Parrot:
        said = ""

        def recognise(self, pcm16k: bytes) -> list[str]:
            return [self.said]

    parrot = Parrot()
    lines: dict[str, list[str]] = {}

    class Aloud(Hums):
        pass

    def tell(who: str, line: str, heard: str) -> None:
        lines.setdefault(who, []).append(line)

    release = active_release(tmp_path_factory.mktemp("home"))
    figures = measure(
        release=release,
        kokoro=Aloud(),
        espeak=Dumb(),
        recogniser=parrot,
        folder=tmp_path_factory.mktemp("clips"),
        tell=tell,
    )
    assert set(figures["syllables_wrong_pct"]) == {"clips", "kokoro", "pyttsx3"}
    assert figures["syllables_wrong_pct"]["pyttsx3"] == 100
    assert lines["clips"] == lines["kokoro"] == lines["pyttsx3"]
    assert len(lines["clips"]) == 60
    assert set(figures["first_sound_ms"]) == {"baked_max", "new_amount_max", "kokoro_median"}
