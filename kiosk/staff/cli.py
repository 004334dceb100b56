"""`kiosk staff`: the hash of a card and a PIN for the roster; in a trial, what a phone would answer."""

from __future__ import annotations

import argparse
import getpass
import re
import sys
from collections.abc import Callable

from argon2 import PasswordHasher

from kiosk.core.identity import NumberFault, parse_number
from kiosk.core.staff.unlock import PIN_DIGITS
from kiosk.staff.challenge import Challenge
from kiosk.staff.trial import MEMBERS

_PIN = re.compile(rf"[0-9]{{{PIN_DIGITS}}}")


def main(argv: list[str], *, ask: Callable[[str], str] = getpass.getpass) -> int:
    """Runs it; see `kiosk staff --help`.

    Args:
        argv: Arguments.
        ask: Asks for what must not stand in a shell's history.

    Returns:
        0 when it was done, 1 when what was given can't be used.
    """
    parser = argparse.ArgumentParser(prog="kiosk staff", description=__doc__)
    what = parser.add_subparsers(dest="what", required=True)
    what.add_parser("pin", help="asks for a card's number and a PIN, prints the roster's card_pin line")
    answer = what.add_parser("answer", help="trial only: what a trial member's phone shows to the scanner")
    answer.add_argument("challenge", help="what stands in the code on the screen: KU1:...")
    answer.add_argument("--code", choices=[member.code for member in MEMBERS], default=MEMBERS[0].code)
    given = parser.parse_args(argv)
    if given.what == "pin":
        return _pin(ask)
    try:
        challenge = Challenge.parse(given.challenge)
    except ValueError:
        sys.stderr.write("kiosk staff: this is no question of a terminal; it begins with KU1:\n")
        return 1
    member = next(member for member in MEMBERS if member.code == given.code)
    sys.stdout.write(member.sign(challenge) + "\n")
    return 0


def _pin(ask: Callable[[str], str]) -> int:
    number = parse_number(ask("identity number, as on the card: "))
    if isinstance(number, NumberFault):
        sys.stderr.write(f"kiosk staff: that is no identity number ({number.value}); type it again\n")
        return 1
    pin = ask(f"PIN, {PIN_DIGITS} digits: ")
    if not _PIN.fullmatch(pin) or len(set(pin)) < 3 or pin in number:
        sys.stderr.write(
            f"kiosk staff: a PIN has {PIN_DIGITS} digits, at least three different ones, none of the card\n"
        )
        return 1
    if ask("PIN, once more: ") != pin:
        sys.stderr.write("kiosk staff: the two are not the same; begin again\n")
        return 1
    sys.stdout.write(f"  card_pin: {PasswordHasher().hash(f'{number}:{pin}')}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
