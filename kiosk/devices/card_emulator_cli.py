"""Drives the emulated card reader by lines on standard input.

    lay {"name": "示例·张大山", "number": "...", "address": "...", "valid_to": "2030-01-01"}
    lift
    fault {"kind": "code", "at": "read", "code": 65, "times": 1}
    clear
    unplug
    replug
    quit

The first line out is `ready PATH`; then every line in is answered by `ok` or `error WHAT`.
"""

import argparse
import json
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TextIO

from kiosk.core.identity import CardKind, IdCard, birth_of, sex_of
from kiosk.devices.card_emulator import EmulatedCardReader, Fault, FaultKind
from kiosk.devices.sam_frames import Command


def main(argv: list[str] | None = None) -> int:
    """Run the emulator until `quit` or the end of the input."""
    parser = argparse.ArgumentParser(
        prog="card_emulator", description=__doc__.splitlines()[0] if __doc__ else ""
    )
    parser.add_argument("--dir", type=Path, required=True, help="where the line 'card-reader' is to appear")
    parser.add_argument(
        "--pace", type=float, default=1.0, help="1 is as slow as a real reader, 0 takes no time"
    )
    args = parser.parse_args(argv)
    with EmulatedCardReader(args.dir, pace=args.pace) as reader:
        print(f"ready {reader.path}", flush=True)
        run_lines(reader, sys.stdin, sys.stdout)
    return 0


def run_lines(reader: EmulatedCardReader, lines: Iterable[str], out: TextIO) -> None:
    """Do what each line says and answer it."""
    for line in lines:
        word, _, rest = line.strip().partition(" ")
        if word == "quit":
            return
        try:
            _do(reader, word, rest)
        except (KeyError, TypeError, ValueError) as error:
            print(f"error {type(error).__name__}", file=out, flush=True)  # a message could quote the card
        else:
            print("ok", file=out, flush=True)


def card_from(values: dict[str, str | None]) -> IdCard:
    """Make a card from plain values; birth and sex follow from the number where they are not given.

    Raises:
        KeyError: The name or the number is missing.
        ValueError: A value is not of its kind.
    """
    number = values["number"]
    name = values["name"]
    birth = date.fromisoformat(str(values["birth"])) if "birth" in values else birth_of(str(number))
    sex = values.get("sex") or sex_of(str(number))
    if not number or not name or birth is None or sex not in ("M", "F"):
        raise ValueError("number, name, birth or sex")
    valid_to = values.get("valid_to")
    return IdCard(
        name=name,
        number=number,
        sex="M" if sex == "M" else "F",
        ethnic=values.get("ethnic") or "",
        birth=birth,
        address=values.get("address") or "",
        authority=values.get("authority") or "",
        valid_from=date.fromisoformat(values.get("valid_from") or "2010-01-01"),
        valid_to=date.fromisoformat(valid_to) if valid_to else None,
        kind=CardKind(values.get("kind") or CardKind.CITIZEN),
    )


def _do(reader: EmulatedCardReader, word: str, rest: str) -> None:
    match word:
        case "lay":
            reader.lay(card_from(json.loads(rest)))
        case "lift":
            reader.lift()
        case "fault":
            values = json.loads(rest)
            at = values.pop("at", None)
            kind = FaultKind(values.pop("kind"))
            reader.fault(Fault(kind=kind, at=Command[at.upper()] if at else None, **values))
        case "clear":
            reader.clear_faults()
        case "unplug":
            reader.unplug()
        case "replug":
            reader.replug()
        case _:
            raise ValueError("word")
