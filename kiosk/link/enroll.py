"""`kiosk enroll`: joins this terminal to a center with the one-time code that the center gave out."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError

from kiosk.link.client import enroll
from kiosk.link.errors import CenterDown, CenterNonsense, CenterSlow, LinkError, NotEnrolled, Refused
from kiosk.link.home import Enrollment, LinkHome
from kiosk.link.keys import DeviceKey
from kiosk.link.outbox import Outbox


def join(home: LinkHome, *, center_url: str, code: str, ca_file: Path | None = None) -> Enrollment:
    """Enroll and write it down.

    Raises:
        LinkError: The center could not be asked, or said no.
        ValueError: The code cannot be one, or messages for another center still wait here.
    """
    try:
        before: Enrollment | None = home.enrollment()
    except NotEnrolled:
        before = None
    ca = None if ca_file is None else str(ca_file.resolve())
    reply = enroll(center_url=center_url, ca_file=ca, code=code, key=DeviceKey.load_or_make(home.device_key))
    outbox = Outbox(home.outbox, clock=lambda: datetime.now(UTC))
    try:
        waiting = outbox.depth()
    finally:
        outbox.close()
    if before is not None and before.center.seal_key != reply.seal_key and waiting.kept + waiting.parked:
        raise ValueError(
            f"{waiting.kept + waiting.parked} sealed messages for the earlier center still wait here; "
            "send them first, or give this terminal a new data folder"
        )
    enrollment = Enrollment(center_url=center_url.rstrip("/"), ca_file=ca, center=reply)
    home.keep_enrollment(enrollment)
    return enrollment


def renew(folder: Path, *, code: str) -> Enrollment:
    """Gives this terminal another key: the center takes it with a new one-time code.

    Args:
        folder: The terminal's data folder.
        code: The one-time code for this terminal.

    Raises:
        NotEnrolled: It belongs to no center, so there is nothing to renew.
        LinkError: The center could not be asked, or said no; the key stays as it was.
        ValueError: The code cannot be one.
    """
    home = LinkHome(folder)
    before = home.enrollment()
    fresh = home.device_key.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    key = DeviceKey.load_or_make(fresh)
    reply = enroll(center_url=before.center_url, ca_file=before.ca_file, code=code, key=key)
    os.replace(fresh, home.device_key)
    enrollment = before.model_copy(update={"center": reply})
    home.keep_enrollment(enrollment)
    return enrollment


def main(argv: list[str]) -> int:
    """Run it; see `kiosk enroll --help`."""
    parser = argparse.ArgumentParser(prog="kiosk enroll", description=__doc__)
    parser.add_argument("--center", required=True, help="the center's address, such as https://HOST:PORT")
    parser.add_argument("--code", required=True, help="the one-time code (`kiosk center enroll-code`)")
    parser.add_argument("--ca", type=Path, help="the certificate of the center's private authority")
    parser.add_argument("--home", type=Path, help="the terminal's data folder")
    arguments = parser.parse_args(argv)
    home = LinkHome(arguments.home) if arguments.home else LinkHome.of()
    try:
        enrollment = join(home, center_url=arguments.center, code=arguments.code, ca_file=arguments.ca)
    except (LinkError, ValidationError, ValueError) as error:
        sys.stderr.write(f"kiosk enroll: {_way_out(error)}\n")
        return 1
    told = enrollment.center
    kind = "the trial village" if told.trial else "a real center"
    sys.stdout.write(f"{told.terminal} now belongs to {told.township_name} ({kind}).\n")
    return 0


def _way_out(error: Exception) -> str:
    match error:
        case Refused():
            return f"the center said no ({error.code.value}); ask for a new code: kiosk center enroll-code"
        case CenterSlow():
            return "the center did not answer in time; try again"
        case CenterDown():
            return "the center cannot be reached; is the address right, and is it running?"
        case CenterNonsense():
            return "something answered at that address, but it is not a center"
        case ValidationError():
            return "this cannot be a code; it has the form XXXX-XXXX-XXXX"
        case _:
            return str(error)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
