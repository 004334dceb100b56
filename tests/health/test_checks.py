"""The self-test's checks, on machines made up for the purpose."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.health import checks
from kiosk.health.checks import Check, Expected, run_all

MODELS = f"{sys.executable} -m kiosk models list --json"
NOW = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)


def models_told(**states: str) -> str:
    """What `kiosk models list` says; a name's hyphen is an underscore here."""
    every = {"kokoro": "whole", "vosk_zh": "whole", "whisper_base": "whole"} | states
    names = {name.replace("_", "-"): state for name, state in every.items()}
    rows = [
        {"name": name, "state": state, "faults": [], "way_out": f"kiosk models install {name}"}
        for name, state in names.items()
    ]
    return json.dumps(rows)


@dataclass(frozen=True)
class Pretend:
    """A machine on which everything works, unless told otherwise."""

    python: tuple[int, int, int] = (3, 11, 2)
    environment: Mapping[str, str] = field(default_factory=lambda: {"DISPLAY": ":0"})
    versions: Mapping[str, str] = field(
        default_factory=lambda: dict.fromkeys(["PySide6-Essentials", "PySide6-Addons", "shiboken6"], "6.11.3")
    )
    outputs: Mapping[str, str | None] = field(
        default_factory=lambda: {
            "fc-list": "Noto Sans CJK SC,思源\nLXGW WenKai\nBabelStone Han\n",
            "lpstat -r": "scheduler is running\n",
            "lpstat -e": "a4\nslip\n",
            "espeak-ng": " 5  cmn  --/M  Chinese_(Mandarin)\n",
            "timedatectl": "yes\n",
            MODELS: models_told(),
        }
    )
    paths: tuple[str, ...] = ("/tmp/.X11-unix/X0", "/dev/snd/controlC0", "/dev/ttyUSB0", "/dev/ttyACM0")
    usable: bool = True
    free: int | None = 50_000
    writing: str | None = None
    status: int | None = 200
    time: datetime = NOW

    def version(self, package: str) -> str | None:
        return self.versions.get(package)

    def output(self, command: Sequence[str]) -> str | None:
        line = " ".join(command)
        return next((text for start, text in self.outputs.items() if line.startswith(start)), None)

    def exists(self, path: str) -> bool:
        return path in self.paths

    def may_read_and_write(self, path: str) -> bool:
        return self.usable

    def free_mb(self, folder: Path) -> int | None:
        return self.free

    def try_writing(self, folder: Path) -> str | None:
        return self.writing

    def fetch(self, url: str, ca_file: str) -> int | None:
        assert url.endswith("/v1/health")
        return self.status

    def now(self) -> datetime:
        return self.time


REAL = Expected(
    data_dir=Path("/data"),
    center_url="http://127.0.0.1:8710/",
    card_reader="serial",
    card_reader_port="/dev/ttyUSB0",
    scanner="serial",
    scanner_port="/dev/ttyACM0",
    printers=(("a4", "cups"), ("slip", "cups")),
)
GOOD = Pretend()


def without(*names: str) -> Pretend:
    return replace(GOOD, outputs={name: text for name, text in GOOD.outputs.items() if name not in names})


def saying(**outputs: str) -> Pretend:
    changed = {name.replace("_", " -") if "_" in name else name: text for name, text in outputs.items()}
    return replace(GOOD, outputs={**GOOD.outputs, **changed})


def with_models(**states: str) -> Pretend:
    return replace(GOOD, outputs={**GOOD.outputs, MODELS: models_told(**states)})


def test_without_vosk_whisper_does_everything() -> None:
    assert checks.listening(with_models(vosk_zh="missing"), REAL).ok is True
    assert checks.listening(with_models(vosk_zh="not-pinned"), REAL).ok is True


def test_on_a_good_machine_everything_is_well() -> None:
    found = list(run_all(GOOD, REAL))
    assert [check for check in found if check.ok is not True] == []
    assert len({check.name for check in found}) == len(found) == 15


CASES: list[tuple[Callable[..., Check], Pretend, Expected, object, str]] = [
    (checks.python, replace(GOOD, python=(3, 10, 9)), REAL, False, "3.11"),
    (checks.qt, replace(GOOD, versions={}), REAL, False, "6.11."),
    (checks.qt, replace(GOOD, versions=dict.fromkeys(GOOD.versions, "6.12.0")), REAL, False, "6.11."),
    (checks.qt, replace(GOOD, versions={**GOOD.versions, "shiboken6": "6.11.1"}), REAL, False, "one version"),
    (checks.fonts, without("fc-list"), REAL, False, "fontconfig"),
    (checks.fonts, replace(GOOD, outputs={"fc-list": "DejaVu"}), REAL, False, "fonts-lxgw-wenkai"),
    (
        checks.fonts,
        replace(GOOD, outputs={"fc-list": "Noto Sans CJK SC\nLXGW WenKai"}),
        REAL,
        "limited",
        "fonts-babelstone-han",
    ),
    (checks.display, replace(GOOD, environment={}), REAL, False, "kiosk demo"),
    (checks.display, replace(GOOD, environment={"DISPLAY": ":9.0"}), REAL, False, "DISPLAY"),
    (checks.display, replace(GOOD, environment={"WAYLAND_DISPLAY": "wayland-0"}), REAL, "limited", "xcb"),
    (checks.settings, GOOD, replace(REAL, settings_fault="a fault"), False, "kiosk config"),
    (checks.printing, without("lpstat -r"), REAL, False, "apt-get install cups"),
    (checks.printing, saying(lpstat_r="scheduler is not running\n"), REAL, False, "service cups start"),
    (checks.printing, without("lpstat -r"), replace(REAL, printers=()), "limited", "apt-get install cups"),
    (checks.printing, saying(lpstat_e="a4\n"), REAL, False, "lpadmin"),
    (checks.printing, GOOD, replace(REAL, printers=(("a4", "trial"),)), "limited", "devices.printer"),
    (checks.card_reader, GOOD, replace(REAL, card_reader_port=""), False, "card_reader_port"),
    (checks.card_reader, GOOD, replace(REAL, card_reader_port="/dev/ttyUSB1"), False, "plug"),
    (checks.card_reader, replace(GOOD, usable=False), REAL, False, "dialout"),
    (checks.card_reader, GOOD, replace(REAL, card_reader="simulated"), "limited", "serial"),
    (checks.card_reader, GOOD, replace(REAL, card_reader="none"), "limited", "witness"),
    (checks.speech, without("espeak-ng"), REAL, False, "espeak-ng"),
    (checks.speech, replace(GOOD, outputs={"espeak-ng": "Pty Language"}), REAL, False, "espeak-ng-data"),
    (checks.speech, with_models(kokoro="missing"), REAL, "limited", "models install kokoro"),
    (checks.speech, without(MODELS), REAL, "limited", "kiosk models list"),
    (checks.listening, without(MODELS), REAL, False, "kiosk models list"),
    (checks.listening, replace(GOOD, outputs={MODELS: '[{"name": 1}]'}), REAL, False, "kiosk models list"),
    (checks.listening, with_models(whisper_base="broken"), REAL, "limited", "models install whisper-base"),
    (checks.listening, with_models(vosk_zh="broken"), REAL, "limited", "models install vosk-zh"),
    (
        *(checks.listening, with_models(vosk_zh="missing", whisper_base="missing"), REAL, False),
        "models install whisper-base",
    ),
    (
        *(checks.listening, with_models(vosk_zh="broken", whisper_base="broken"), REAL, False),
        "models install vosk-zh",
    ),
    (checks.sound, replace(GOOD, paths=()), REAL, False, "plug"),
    (checks.disk, replace(GOOD, free=None), REAL, False, "df"),
    (checks.disk, replace(GOOD, free=1_999), REAL, "limited", "2000 MB"),
    (checks.disk, replace(GOOD, free=299), REAL, False, "2000 MB"),
    (checks.clock, replace(GOOD, time=datetime(1970, 1, 1, tzinfo=UTC)), REAL, False, "timedatectl"),
    (checks.clock, replace(GOOD, time=datetime(2099, 1, 1, tzinfo=UTC)), REAL, False, "timedatectl"),
    (checks.clock, without("timedatectl"), REAL, "limited", "set-ntp"),
    (checks.center, replace(GOOD, status=None), REAL, False, "kiosk center"),
    (checks.center, replace(GOOD, status=500), REAL, False, "kiosk center"),
    (checks.center, GOOD, replace(REAL, center_url=""), False, "kiosk enroll"),
    (checks.data_dir, replace(GOOD, writing="Read-only file system"), REAL, False, "KIOSK_HOME"),
]


@pytest.mark.parametrize(("check", "machine", "expected", "ok", "way_out"), CASES)
def test_what_is_amiss_is_named_with_a_way_out(
    check: Callable[..., Check], machine: Pretend, expected: Expected, ok: object, way_out: str
) -> None:
    found = check(machine, expected)
    assert found.ok == ok
    assert found.detail
    assert way_out in found.way_out


@pytest.mark.parametrize(
    ("expected", "ok", "detail"),
    [
        (replace(REAL, scanner_port=""), False, "no port is set"),
        (replace(REAL, scanner_port="/dev/ttyACM7"), False, "/dev/ttyACM7 is not there"),
        (replace(REAL, scanner="none"), "limited", "none"),
    ],
)
def test_a_scanner_that_is_not_there_is_told(expected: Expected, ok: object, detail: str) -> None:
    found = checks.scanner(GOOD, expected)
    assert (found.ok, found.detail) == (ok, detail)
    assert found.way_out
