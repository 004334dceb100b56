"""`kiosk center staff ...` and `kiosk center watch`: accounts, and a round of the watch rules."""

from __future__ import annotations

import argparse
import getpass
import secrets
import sys
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import yaml

from center.days import china_day
from center.desk.accounts import AccountError
from center.desk.grid.watch import load_rules
from center.desk.people import Staff, StaffRole
from center.desk.rooms import Rooms
from center.errors import SettingsError
from config.model import Release, ReleaseFileError
from kiosk.core.identity import parse_number

_ROSTER_LASTS = timedelta(days=180)


def add_parsers(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], quiet: argparse.ArgumentParser
) -> None:
    """The commands' arguments."""
    staff = commands.add_parser("staff", parents=[quiet], help="accounts of the desk")
    acts = staff.add_subparsers(dest="act", required=True)
    add = acts.add_parser("add", parents=[quiet], help="open an account")
    add.add_argument("--code", required=True, help="sign-in name, such as W01; it stands in what they change")
    add.add_argument("--name", required=True, help="as villagers are told")
    add.add_argument("--role", required=True, choices=[role.value for role in StaffRole])
    add.add_argument("--area", help="first digits of the area codes; the first township if not given")
    add.add_argument("--phone", default="", help="where villagers reach them")
    add.add_argument("--beat", action="append", default=[], help="of a grid worker: VILLAGE or VILLAGE/GROUP")
    add.add_argument("--totp", action="store_true", help="also demand a phone's code; prints its secret")
    add.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
    acts.add_parser("list", parents=[quiet], help="everybody")
    for name, text in (("close", "nobody comes in by it any more"), ("password", "give a new password")):
        one = acts.add_parser(name, parents=[quiet], help=text)
        one.add_argument("--code", required=True)
        one.add_argument("--password-stdin", action="store_true")
    lost = acts.add_parser("forget-phone", parents=[quiet], help="a phone is lost; then make a new roster")
    lost.add_argument("--code", required=True)
    roster = acts.add_parser(
        "roster", parents=[quiet], help="who may unlock terminals, as lines for the configuration"
    )
    roster.add_argument(
        "--until", type=date.fromisoformat, metavar="DAY", help="their last day; in half a year if not given"
    )
    keep = commands.add_parser("keep-release", parents=[quiet], help="keep a release that terminals follow")
    keep.add_argument("file", type=Path, help="the compiled file, a terminal's release/<number>/release.json")
    watch = commands.add_parser("watch", parents=[quiet], help="one round of the watch rules")
    watch.add_argument("--township", help="its 区划代码; the first of the settings if not given")
    watch.add_argument(
        "--people", type=Path, help="identity numbers, one a line, that the county lets be watched"
    )


def run(rooms: Rooms, arguments: argparse.Namespace) -> int:
    """Carry one of them out; returns the exit code."""
    try:
        match arguments.command:
            case "watch":
                return _watch(rooms, arguments)
            case "keep-release":
                return _keep(rooms, arguments)
            case _:
                return _staff(rooms, arguments)
    except AccountError as error:
        sys.stderr.write(f"kiosk center staff: {error}\n")
        return 2


def _staff(rooms: Rooms, arguments: argparse.Namespace) -> int:
    match arguments.act:
        case "add":
            person = Staff(
                code=arguments.code,
                name=arguments.name,
                role=StaffRole(arguments.role),
                area=arguments.area or rooms.settings.townships[0].code,
                phone=arguments.phone,
                beat=tuple(arguments.beat),
            )
            rooms.accounts.add(person, password=_password(arguments))
            if arguments.totp:
                sys.stdout.write(f"totp: {rooms.accounts.demand_totp(person.code)}\n")
        case "list":
            for person, active, _ in rooms.accounts.everybody():
                state = "" if active else "closed"
                line = (
                    person.code,
                    person.name,
                    person.role.value,
                    person.area,
                    " ".join(person.beat),
                    state,
                )
                sys.stdout.write("\t".join(line).rstrip() + "\n")
        case "close":
            rooms.accounts.close(arguments.code)
        case "forget-phone":
            owner = rooms.accounts.names([arguments.code]).get(arguments.code)
            if owner is None:
                raise AccountError(f"there is no account {arguments.code}")
            rooms.phones.forget(owner)
        case "roster":
            sys.stdout.write(_roster(rooms, arguments.until))
        case "password":
            rooms.accounts.change_password(arguments.code, _password(arguments))
    return 0


def _roster(rooms: Rooms, until: date | None) -> str:
    """Each phone as the configuration's roster has it, with the digits to compare beside it."""
    last_day = until or china_day(rooms.clock()) + _ROSTER_LASTS
    lines = []
    for phone in rooms.phones.everybody():
        lines.append(f"# {phone.who.code}: the phone shows {phone.check}; ask its owner before taking it in")
        entry = phone.entry(last_day).model_dump(mode="json", exclude_defaults=True)
        lines.append(yaml.safe_dump([entry], allow_unicode=True, sort_keys=False).rstrip())
    return "\n".join(lines) + "\n" if lines else "[]\n"


def _password(arguments: argparse.Namespace) -> str:
    """From standard input, typed twice, or made up and shown once."""
    if arguments.password_stdin:
        return sys.stdin.readline().rstrip("\n")
    if not sys.stdin.isatty():
        made = secrets.token_urlsafe(12)
        sys.stdout.write(f"password: {made}\n")
        return made
    first = getpass.getpass("password: ")
    if getpass.getpass("once more: ") != first:
        raise AccountError("the two passwords differ")
    return first


def _keep(rooms: Rooms, arguments: argparse.Namespace) -> int:
    try:
        path = rooms.releases.keep(Release.load(arguments.file))
    except ReleaseFileError as error:
        raise SettingsError(str(error)) from error
    sys.stdout.write(f"{path}\n")
    return 0


def _watch(rooms: Rooms, arguments: argparse.Namespace) -> int:
    township = arguments.township or rooms.settings.townships[0].code
    done = rooms.watch.run(
        load_rules(rooms.data_dir / "watch.yaml"), _people(rooms, arguments.people), township=township
    )
    sys.stdout.write(f"read: {done.read}\nordered: {done.ordered}\n")
    return 0


def _people(rooms: Rooms, file: Path | None) -> Iterable[str]:
    if file is None:
        if not rooms.settings.trial:
            raise SettingsError("--people FILE is needed: the identity numbers that may be watched")
        from center.trial.residents import village_on

        village = village_on(china_day(rooms.clock()))
        return [one.number for one in village.residents if one.entry.deceased_days is None]
    try:
        lines = file.read_text(encoding="utf-8").split()
    except OSError as error:
        raise SettingsError(f"{file} can't be read: {error.strerror}") from error
    numbers = [parse_number(line) for line in lines]
    return [number for number in numbers if isinstance(number, str)]
