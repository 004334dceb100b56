"""What the screen's process and the voice's process tell each other, as headers of frames and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kiosk.core.events import EarChanged, Heard, SoundChanged, SpeechAt, SpeechEnded
from kiosk.core.talk import Ear, EarState, Expected, Hearing, Outcome, Speech, Tuning, Wanted
from voice.wire import Frame, WireError

Told = SpeechAt | SpeechEnded | Heard | EarChanged | SoundChanged


@dataclass(frozen=True, slots=True)
class Figures:
    """How long an utterance took, for whoever measures; nothing of what was said.

    Attributes:
        spoken_s: Its length.
        tail_s: How long it was quiet before its end was believed.
        recognised_s: From then until it was text.
        understood_s: From then until it was understood.
    """

    spoken_s: float
    tail_s: float
    recognised_s: float
    understood_s: float


def say(speech: Speech, *, first_line: int = 0) -> Frame:
    """Say this, from that line on."""
    return Frame(
        {
            "do": "say",
            "number": speech.number,
            "serial": speech.serial,
            "lines": list(speech.lines),
            "personal": speech.personal,
            "first": first_line,
        }
    )


def listen(ear: Ear) -> Frame:
    """Listen for this."""
    wanted = [[one.target, list(one.phrases), one.asks_first] for one in ear.wanted]
    return Frame({"do": "listen", "serial": ear.serial, "wanted": wanted, "expected": ear.expected.value})


def tune(tuning: Tuning) -> Frame:
    """Say it like this."""
    return Frame({"do": "tune", "rate": tuning.rate_step, "volume": tuning.volume_step})


def simply(what: str) -> Frame:
    """A wish of one word: hush, deafen, visit-began, visit-ended."""
    return Frame({"do": what})


def speech_of(header: Mapping[str, Any]) -> tuple[Speech, int]:
    """The speech of a `say`, and its first line that counts."""
    lines = tuple(str(line) for line in header["lines"])
    speech = Speech(int(header["number"]), int(header["serial"]), lines, bool(header["personal"]))
    return speech, int(header["first"])


def ear_of(header: Mapping[str, Any]) -> Ear:
    """The ear of a `listen`."""
    wanted = tuple(
        Wanted(str(target), tuple(str(phrase) for phrase in phrases), bool(asks))
        for target, phrases, asks in header["wanted"]
    )
    return Ear(int(header["serial"]), wanted, Expected(header["expected"]))


def tuning_of(header: Mapping[str, Any]) -> Tuning:
    """The tuning of a `tune`."""
    return Tuning(int(header["rate"]), int(header["volume"]))


def tell(event: Told) -> Frame:
    """An event, for the screen's process; it is dated there."""
    match event:
        case SpeechAt():
            return Frame({"told": "speech-at", "number": event.number, "line": event.line})
        case SpeechEnded():
            return Frame({"told": "speech-ended", "number": event.number, "whole": event.whole})
        case EarChanged():
            return Frame({"told": "ear", "state": event.state.value})
        case SoundChanged():
            return Frame(
                {
                    "told": "sound",
                    "speaks": event.speaks,
                    "listens": event.listens,
                    "headphones": event.headphones,
                }
            )
        case Heard():
            hearing = event.hearing
            return Frame(
                {
                    "told": "heard",
                    "serial": event.serial,
                    "outcome": hearing.outcome.value,
                    "targets": list(hearing.targets),
                    "value": hearing.value,
                    "day": hearing.day.isoformat() if hearing.day else None,
                }
            )


def tell_figures(figures: Figures) -> Frame:
    """How long it took."""
    return Frame(
        {
            "told": "figures",
            "spoken_s": figures.spoken_s,
            "tail_s": figures.tail_s,
            "recognised_s": figures.recognised_s,
            "understood_s": figures.understood_s,
        }
    )


def told(header: Mapping[str, Any], *, at_s: float) -> Told | Figures | None:
    """What was told; None for what only says that the process is alive.

    Raises:
        WireError: Nothing that is known.
    """
    try:
        match header["told"]:
            case "alive":
                return None
            case "speech-at":
                return SpeechAt(at_s, int(header["number"]), int(header["line"]))
            case "speech-ended":
                return SpeechEnded(at_s, int(header["number"]), bool(header["whole"]))
            case "ear":
                return EarChanged(at_s, EarState(header["state"]))
            case "sound":
                speaks, listens = bool(header["speaks"]), bool(header["listens"])
                return SoundChanged(at_s, speaks, listens, bool(header["headphones"]))
            case "heard":
                day = date.fromisoformat(header["day"]) if header["day"] else None
                hearing = Hearing(
                    Outcome(header["outcome"]),
                    tuple(str(target) for target in header["targets"]),
                    str(header["value"]),
                    day,
                )
                return Heard(at_s, int(header["serial"]), hearing)
            case "figures":
                return Figures(
                    float(header["spoken_s"]),
                    float(header["tail_s"]),
                    float(header["recognised_s"]),
                    float(header["understood_s"]),
                )
            case _:
                raise WireError("told nothing that is known")
    except (KeyError, TypeError, ValueError) as error:
        raise WireError("told nothing that is known") from error
