"""The checks of the self-test: each looks at one thing, and says what works and what to do about it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, Literal

from kiosk.health.probes import Probes

QT: Final = "6.11."
"""PySide6 6.12 aborts on Python 3.11 after about a thousand signals that carry a bool."""

FONTS: Final = {
    "Noto Sans CJK SC": ("fonts-noto-cjk", "the screen"),
    "LXGW WenKai": ("fonts-lxgw-wenkai", "paper"),
    "BabelStone Han": ("fonts-babelstone-han", "rare characters on paper"),
}
SOFTWARE_DATE: Final = date(2026, 1, 1)
"""A clock before this is wrong: the software is younger."""

ENOUGH_MB: Final = 2_000
LITTLE_MB: Final = 300


@dataclass(frozen=True)
class Check:
    """One line of the self-test.

    Attributes:
        name: What was looked at.
        ok: True, False, or `limited`: it works, but not as it should at a real terminal.
        detail: What was found.
        way_out: What to do; empty where nothing is to be done.
    """

    name: str
    ok: bool | Literal["limited"]
    detail: str
    way_out: str = ""


@dataclass(frozen=True)
class Expected:
    """What the settings of this terminal say it has.

    Attributes:
        data_dir: Where the terminal keeps what must survive.
        settings_fault: What is wrong with the settings; empty if nothing is. The rest is then the default.
        center_url: The address of the service center; "" if the terminal belongs to none yet.
        center_ca: The file of the center's private authority; "" if it has none.
        card_reader: `serial`, `simulated` or `none`.
        card_reader_port: The serial device, such as /dev/ttyUSB0.
        scanner: `serial`, `simulated` or `none`.
        scanner_port: Its serial device.
        printers: Kind (`auto`, `cups`, `trial`, `none`) of each print queue by its name.
    """

    data_dir: Path
    settings_fault: str = ""
    center_url: str = ""
    center_ca: str = ""
    card_reader: str = "none"
    card_reader_port: str = ""
    scanner: str = "none"
    scanner_port: str = ""
    printers: tuple[tuple[str, str], ...] = ()


def python(probes: Probes, _expected: Expected) -> Check:
    """Is Python new enough?"""
    version = ".".join(map(str, probes.python))
    if probes.python >= (3, 11):
        return Check("python", True, version)
    return Check("python", False, version, "install Python 3.11 or newer, then: make setup PYTHON=python3.11")


def qt(probes: Probes, _expected: Expected) -> Check:
    """Are the three parts of Qt for Python there, of one version, and of the one that is known to stand?"""
    found = {name: probes.version(name) for name in ("PySide6-Essentials", "PySide6-Addons", "shiboken6")}
    versions = set(found.values())
    version = next(iter(versions)) if len(versions) == 1 else None
    if version and version.startswith(QT):
        return Check("qt", True, version)
    detail = ", ".join(f"{name} {version or 'missing'}" for name, version in found.items())
    return Check("qt", False, detail, "make clean setup: all three must be of one version " + QT + "x")


def fonts(probes: Probes, _expected: Expected) -> Check:
    """Are the fonts there, for the screen and for paper?"""
    listing = probes.output(["fc-list", ":", "family"])
    if listing is None:
        return Check("fonts", False, "fc-list does not answer", "apt-get install fontconfig fonts-noto-cjk")
    missing = {name: pair for name, pair in FONTS.items() if name not in listing}
    if not missing:
        return Check("fonts", True, ", ".join(FONTS))
    detail = ", ".join(f"{name} is missing (for {purpose})" for name, (_, purpose) in missing.items())
    way_out = "apt-get install " + " ".join(package for package, _ in missing.values())
    return Check("fonts", "limited" if set(missing) == {"BabelStone Han"} else False, detail, way_out)


def display(probes: Probes, _expected: Expected) -> Check:
    """Is there a screen to draw on?"""
    if probes.environment.get("WAYLAND_DISPLAY"):
        return Check("display", "limited", "Wayland", "tried on X11 only: QT_QPA_PLATFORM=xcb kiosk run")
    shown = probes.environment.get("DISPLAY", "")
    if not shown:
        return Check(
            "display",
            False,
            "DISPLAY is not set",
            "log in on the screen itself; or try it without one: kiosk demo --out out/demo; "
            "or Xvfb with a VNC server that listens on the loopback address only",
        )
    local = shown.partition(".")[0].removeprefix(":")
    if shown.startswith(":") and not probes.exists(f"/tmp/.X11-unix/X{local}"):  # noqa: S108
        return Check("display", False, f"no X server behind DISPLAY={shown}", "start it, or correct DISPLAY")
    return Check("display", True, shown)


def printing(probes: Probes, expected: Expected) -> Check:
    """Does CUPS answer, and does it have the queues of the settings?"""
    wanted = [queue for queue, kind in expected.printers if kind == "cups"]
    # lpstat ends well even when nobody answers; only its words tell.
    if "is running" not in (probes.output(["lpstat", "-r"]) or ""):
        way_out = "apt-get install cups cups-client, then start it: service cups start"
        if wanted:
            return Check("printing", False, "CUPS does not answer", way_out)
        return Check("printing", "limited", "CUPS does not answer; paper goes to out/ as PDF", way_out)
    queues = (probes.output(["lpstat", "-e"]) or "").split()
    missing = [queue for queue in wanted if queue not in queues]
    if missing:
        way_out = "add it: lpadmin -p NAME -E -v ADDRESS -m everywhere; or name another in the settings"
        return Check("printing", False, "CUPS has no queue " + ", ".join(missing), way_out)
    used = [queue for queue, kind in expected.printers if kind in ("cups", "auto") and queue in queues]
    if used:
        return Check("printing", True, "queues: " + ", ".join(used))
    return Check(
        "printing",
        "limited",
        f"CUPS answers ({len(queues)} queues); paper goes to out/ as PDF",
        "name a queue of CUPS in the settings: devices.printer_queue: NAME",
    )


def card_reader(probes: Probes, expected: Expected) -> Check:
    """Is the reader's serial device there, and may it be used?"""
    port = expected.card_reader_port
    match expected.card_reader:
        case "serial" if not port:
            return Check(
                "card_reader", False, "no port is set", "set devices.card_reader_port, such as /dev/ttyUSB0"
            )
        case "serial" if not probes.exists(port):
            return Check(
                "card_reader", False, f"{port} is not there", "plug the reader in; see: ls /dev/serial/by-id"
            )
        case "serial" if not probes.may_read_and_write(port):
            way_out = "usermod -a -G dialout USER, then log in again"
            return Check("card_reader", False, f"{port} may not be used by this user", way_out)
        case "serial":
            return Check("card_reader", True, port)
        case "simulated":
            return Check(
                "card_reader",
                "limited",
                "simulated",
                "for a real one set devices.card_reader: serial and devices.card_reader_port",
            )
        case _:
            return Check(
                "card_reader", "limited", "none", "numbers are typed; money is shown with a witness only"
            )


def scanner(probes: Probes, expected: Expected) -> Check:
    """Is the code scanner's serial device there, and may it be used?"""
    port = expected.scanner_port
    match expected.scanner:
        case "serial" if not port:
            return Check("scanner", False, "no port is set", "set devices.scanner_port, such as /dev/ttyACM0")
        case "serial" if not probes.exists(port):
            return Check("scanner", False, f"{port} is not there", "plug it in; see: ls /dev/serial/by-id")
        case "serial" if not probes.may_read_and_write(port):
            way_out = "usermod -a -G dialout USER, then log in again"
            return Check("scanner", False, f"{port} may not be used by this user", way_out)
        case "serial":
            return Check("scanner", True, port)
        case kind:
            return Check(
                "scanner", "limited", kind, "for a real one set devices.scanner: serial and its port"
            )


def speech(probes: Probes, _expected: Expected) -> Check:
    """Is there a Chinese voice, and one that people understand?"""
    voices = probes.output(["espeak-ng", "--voices=cmn"])
    if voices is None:
        return Check("speech", False, "espeak-ng is missing", "apt-get install espeak-ng libespeak-ng1")
    if "cmn" not in voices:
        return Check("speech", False, "espeak-ng has no Chinese voice", "apt-get install espeak-ng-data")
    kokoro = _models(probes).get("kokoro", NO_MODEL)
    if kokoro.whole:
        return Check("speech", True, "the Kokoro voices; espeak-ng behind them")
    return Check(
        "speech", "limited", f"espeak-ng alone, hard to understand; kokoro is {kokoro.found}", kokoro.way_out
    )


def listening(probes: Probes, _expected: Expected) -> Check:
    """Is there something that understands speech, and is none of it broken?"""
    models = _models(probes)
    vosk, whisper = models.get("vosk-zh", NO_MODEL), models.get("whisper-base", NO_MODEL)
    if vosk.whole and whisper.whole:
        return Check("listening", True, "Vosk for what a page offers, Whisper for free words")
    if vosk.broken:
        after = "Whisper goes on alone" if whisper.whole else "nobody is understood"
        return Check(
            "listening", "limited" if whisper.whole else False, f"{vosk.found}; {after}", vosk.way_out
        )
    if whisper.whole:
        return Check("listening", True, "Whisper; Vosk's Mandarin model, which is quicker, is not installed")
    if vosk.whole:
        return Check("listening", "limited", f"Vosk alone; whisper-base is {whisper.found}", whisper.way_out)
    return Check(
        "listening", False, f"nobody is understood; whisper-base is {whisper.found}", whisper.way_out
    )


@dataclass(frozen=True)
class _Model:
    """How a model of speech stands, as `kiosk models list` tells it."""

    whole: bool
    broken: bool
    found: str
    way_out: str
    version: str = ""


NO_MODEL: Final = _Model(False, False, "not known of", "see: kiosk models list")


def _models(probes: Probes) -> dict[str, _Model]:
    """Asks the room of the voice, which this one does not import."""
    told = probes.output([sys.executable, "-m", "kiosk", "models", "list", "--json"])
    try:
        rows = json.loads(told or "[]")
        return {
            row["name"]: _Model(
                whole=row["state"] == "whole",
                broken=row["state"] in ("broken", "outdated"),
                found="; ".join([row["state"], *row["faults"][:2]]),
                way_out=row["way_out"],
                version=row.get("version", ""),
            )
            for row in rows
        }
    except (ValueError, TypeError, KeyError):
        return {}


def models_here(probes: Probes) -> dict[str, str]:
    """The models of speech that are here and whole, with their versions."""
    return {name: model.version for name, model in _models(probes).items() if model.whole and model.version}


def sound(probes: Probes, _expected: Expected) -> Check:
    """Is there something to hear it by?"""
    if probes.exists("/dev/snd/controlC0"):
        return Check("sound", True, "a sound card")
    way_out = "plug one in; until then every page is read, not heard"
    return Check("sound", False, "no sound card", way_out)


def disk(probes: Probes, expected: Expected) -> Check:
    """Is there room for the outbox and the logs?"""
    free = probes.free_mb(expected.data_dir)
    if free is None:
        return Check("disk", False, "cannot tell", f"see: df {expected.data_dir}")
    if free >= ENOUGH_MB:
        return Check("disk", True, f"{free} MB free")
    way_out = f"make room where {expected.data_dir} is: {ENOUGH_MB} MB or more"
    return Check("disk", "limited" if free >= LITTLE_MB else False, f"{free} MB free", way_out)


def clock(probes: Probes, _expected: Expected) -> Check:
    """Can the clock be right?"""
    now = probes.now()
    shown = now.isoformat(timespec="minutes")
    if now.date() < SOFTWARE_DATE or now.date() > SOFTWARE_DATE.replace(year=SOFTWARE_DATE.year + 30):
        return Check("clock", False, shown, "set it: timedatectl set-time; and see to its battery")
    if probes.output(["timedatectl", "show", "-p", "NTPSynchronized", "--value"]) == "yes\n":
        return Check("clock", True, f"{shown}, kept by the network")
    return Check(
        "clock", "limited", f"{shown}, plausible; not known to be kept right", "timedatectl set-ntp true"
    )


def settings(_probes: Probes, expected: Expected) -> Check:
    """Are the settings and services without a fault?"""
    if not expected.settings_fault:
        return Check("settings", True, "services and settings are whole")
    return Check("settings", False, expected.settings_fault, "see: kiosk config --help")


def center(probes: Probes, expected: Expected) -> Check:
    """Does the service center answer?"""
    if not expected.center_url:
        return Check(
            "center",
            False,
            "this terminal belongs to no center yet",
            "kiosk enroll --center URL --code CODE, with a code of the center (kiosk center enroll-code)",
        )
    status = probes.fetch(expected.center_url.rstrip("/") + "/v1/health", expected.center_ca)
    if status == 200:
        return Check("center", True, expected.center_url)
    way_out = (
        "see to the network and to the center (kiosk center). What can be done offline is done meanwhile"
    )
    answer = "does not answer" if status is None else f"answers with {status}"
    return Check("center", False, f"{expected.center_url} {answer}", way_out)


def data_dir(probes: Probes, expected: Expected) -> Check:
    """Can what must survive be written?"""
    fault = probes.try_writing(expected.data_dir)
    if fault is None:
        return Check("data_dir", True, str(expected.data_dir))
    way_out = f"make it writable for this user: chown USER {expected.data_dir}; or set KIOSK_HOME"
    return Check("data_dir", False, f"{expected.data_dir}: {fault}", way_out)


ALL: Final[tuple[Callable[[Probes, Expected], Check], ...]] = (
    *(python, qt, fonts, display, settings, printing, card_reader, scanner),
    *(speech, listening, sound, disk, clock, center, data_dir),
)


DAILY: Final = (card_reader, scanner, speech, listening, sound, disk, data_dir, clock)
"""What the terminal looks at every morning; its printers, its voice and its center it knows itself."""


def run_all(
    probes: Probes, expected: Expected, checks: Iterable[Callable[[Probes, Expected], Check]] = ALL
) -> Iterable[Check]:
    """Runs every check, one after another; none stops the others."""
    return (check(probes, expected) for check in checks)
