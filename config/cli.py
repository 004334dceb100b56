"""`kiosk config`: checks, describes and compiles what a maintainer can change."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from pydantic import BaseModel

from config.faults import ConfigFaults
from config.model import Release, States
from config.release import DEFAULTS, MODELS, activate, compile_release
from config.repository import cli as repository
from config.services import Menus, Service
from config.settings import Settings
from config.staging.state import State
from config.staging.store import Stages
from config.wording import Wording

SOON = timedelta(days=60)
_SCHEMAS: dict[str, type[BaseModel]] = {
    "service": Service,
    "menus": Menus,
    "settings": Settings,
    "wording": Wording,
    "words": States,
}


def main(argv: list[str]) -> int:
    """Runs `kiosk config ARGS`.

    Returns:
        0 when all is well (warnings included), 1 with faults, 2 for wrong arguments.
    """
    parser = argparse.ArgumentParser(prog="kiosk config", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    check = commands.add_parser("check", help="names every fault of a folder, with file, line and way out")
    check.add_argument("folder", nargs="?", type=Path, default=DEFAULTS, help="the shipped files if left out")
    schema = commands.add_parser("schema", help="prints the JSON schema of the files")
    schema.add_argument("file", nargs="?", choices=sorted(_SCHEMAS), help="of one kind of file only")
    compiled = commands.add_parser("compile", help="checks a folder and writes it as one release file")
    compiled.add_argument("folder", type=Path)
    compiled.add_argument("out", type=Path)
    applied = commands.add_parser("activate", help="checks a folder and makes it a terminal's own")
    applied.add_argument("folder", type=Path)
    applied.add_argument("--home", type=Path, required=True, help="the terminal's data folder")
    returned = commands.add_parser("back", help="goes back to the release before, on this terminal")
    returned.add_argument("--home", type=Path, required=True, help="the terminal's data folder")
    repository.add_commands(commands)
    given = parser.parse_args(argv)
    if "run" in given:
        return repository.run(given)
    match given.command:
        case "check":
            return check_folder(given.folder, today=date.today())  # noqa: DTZ011 - a rule ends by the local day
        case "schema":
            return print_schema(given.file)
        case "compile":
            return compile_folder(given.folder, given.out)
        case "back":
            return go_back(given.home)
        case _:
            return activate_folder(given.folder, given.home)


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


def check_folder(folder: Path, *, today: date) -> int:
    """Checks a folder and prints what is wrong, then what will soon be."""
    from config.loader import load_folder

    try:
        release = load_folder(folder)
    except ConfigFaults as error:
        return _print_faults(error)
    warned = sorted(warnings(release, today))
    for warning in warned:
        _say(f"warning: {warning}")
    _say(f"{len(release.services)} services, no faults, {len(warned)} warnings")
    return 0


def _print_faults(error: ConfigFaults) -> int:
    for fault in error.faults:
        _say(str(fault))
    _say(f"{len(error.faults)} faults")
    return 1


def warnings(release: Release, today: date) -> Iterator[str]:
    """What is no fault yet: rules that end soon or have ended, services that no tile leads to."""
    for service in release.services.values():
        file, until = f"services/{service.id}.yaml", service.basis.valid_until
        if until < today:
            yield f"{file}: 有效期 ended on {until}: ask the county for the new rule, then write its date"
        elif until - today <= SOON:
            days = (until - today).days
            yield f"{file}: 有效期 ends on {until}, in {days} days: ask the county what follows"
    reached = reachable(release)
    for unreached in sorted(set(release.services) - reached):
        yield f"services/{unreached}.yaml: no tile leads here: name it in menus.yaml"


def reachable(release: Release) -> set[str]:
    """The services that a person can come to by pressing tiles alone."""
    return {service for tile in release.menus.tiles for service in tile.services}


def print_schema(kind: str | None) -> int:
    """Prints the JSON schema of one kind of file, or of all by name."""
    found = {name: model.model_json_schema() for name, model in _SCHEMAS.items()}
    _say(json.dumps(found[kind] if kind else found, ensure_ascii=False, indent=2))
    return 0


def compile_folder(folder: Path, out: Path) -> int:
    """Compiles a folder to one release file."""
    try:
        release = compile_release(folder, out)
    except ConfigFaults as error:
        return _print_faults(error)
    _say(f"{out}: {len(release.services)} services, {out.stat().st_size} bytes")
    return 0


def activate_folder(folder: Path, home: Path) -> int:
    """Activates a folder on this terminal; a faulty one changes nothing."""
    brings_models = (folder / MODELS).is_file()
    if brings_models:
        result = activate(folder, home, prepare=lambda number: install_models(home, number))
    else:
        result = activate(folder, home)
    if not isinstance(result, int):
        code = _print_faults(ConfigFaults(result))
        _say("nothing was changed: the terminal keeps its last good configuration")
        return code
    _say(f"release {result} is active; a running terminal takes it between two visits")
    if brings_models:
        _say("its models are installed; `kiosk supervise` starts the terminal anew with them")
    return 0


def install_models(home: Path, number: int) -> list[str]:
    """Has the models of a staged release tried and installed, as the supervisor does before it begins one.

    A process of its own: the configuration knows nothing of speech.

    Returns:
        What is wrong with them.
    """
    command = [sys.executable, "-m", "kiosk", "check-release", "--models"]
    command += ["--home", str(home), "--number", str(number)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode == 0:
        return []
    wrong = [line for line in done.stdout.splitlines() if not line.startswith("{")]
    return wrong or ["the models could not be tried"]


def go_back(home: Path) -> int:
    """Gives the running release back; it is never taken again."""
    before = Stages(home).state()
    after = Stages(home).change(State.back)
    if after == before:
        _say("this terminal runs what came with the program: there is nothing before it")
        return 1
    _say(f"release {before.running} is given back; visits now begin with release {after.running}")
    return 0
