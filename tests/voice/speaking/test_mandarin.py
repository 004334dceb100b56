import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice.engines.mandarin import Reading
from voice.engines.polyphones import PHRASES

pytestmark = pytest.mark.whole

SYLLABLES = {
    "重庆市城口县": "chong2 qing4 shi4 cheng2 kou3 xian4",
    "到银行去，一行字": "dao4 yin2 hang2 qu4, yi1 hang2 zi4",
    "参保证明": "can1 bao3 zheng4 ming2",
    "存折还在": "cun2 zhe2 hai2 zai4",
    "还差两样，都要带": "hai2 cha4 liang3 yang4, dou1 yao4 dai4",
    "把钱还给他": "ba3 qian2 huan2 gei3 ta1",
    "便民服务": "bian4 min2 fu2 wu4",
    "绿色的女娃": "lv4 se4 de5 nv3 wa2",
}


@pytest.fixture(scope="module")
def reading() -> Reading:
    return Reading()


@pytest.mark.parametrize(("text", "pinyin"), SYLLABLES.items())
def test_hanzi_with_several_readings_are_read_right(reading: Reading, text: str, pinyin: str) -> None:
    assert reading.pinyin(text) == pinyin


@pytest.mark.parametrize("phrase", PHRASES)
def test_every_phrase_of_the_table_is_read_as_it_says(reading: Reading, phrase: str) -> None:
    assert len(PHRASES[phrase].split()) == len(phrase)
    assert reading.pinyin(phrase) == PHRASES[phrase]


def test_rare_names_are_read(reading: Reading) -> None:
    assert reading.pinyin("𬭎䶮") == "hong2 yan3"


def test_phonemes_are_those_that_kokoro_was_taught(reading: Reading) -> None:
    assert reading.phonemes("您好，请坐。") == "ni↗nxau↓, ʨʰi↓ŋ ʦwo↘."


@given(st.text("重庆银行参保还差一二三𬭎㛃，。？！", max_size=30))
def test_every_text_for_the_ear_can_be_read(text: str) -> None:
    shared = _shared()
    assert shared.pinyin(text).isascii()
    assert "❓" not in shared.phonemes(text)


_made: list[Reading] = []


def _shared() -> Reading:
    if not _made:
        _made.append(Reading())
    return _made[0]
