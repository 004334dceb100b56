"""`kiosk doctor`: what works on this machine, each with a way out."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from pathlib import Path

from config.faults import ConfigFaults
from config.home import kiosk_home
from config.release import active_release
from config.settings import Settings
from kiosk.health.checks import Check, Expected, run_all
from kiosk.health.probes import Machine
from kiosk.link.errors import NotEnrolled
from kiosk.link.home import LinkHome

SIGNS = {True: "ok", False: "NO", "limited": "limited"}


def expected_of(read_settings: Callable[[], Settings], home: Path) -> Expected:
    """Reads off the settings what this terminal should have.

    Args:
        read_settings: Gives the settings in force; a ConfigFaults is told, and the defaults stand in.
        home: The terminal's data folder.

    Returns:
        What the checks compare with.
    """
    fault = ""
    try:
        settings = read_settings()
    except ConfigFaults as faults:
        settings, fault = Settings(), f"{len(faults.faults)} faults, first: {faults.faults[0]}"
    devices = settings.devices
    return Expected(
        data_dir=home,
        settings_fault=fault,
        card_reader=devices.card_reader,
        card_reader_port=devices.card_reader_port,
        scanner=devices.scanner,
        scanner_port=devices.scanner_port,
        printers=((devices.printer_queue, devices.printer), (devices.slip_queue, devices.slip_printer)),
    )


def center_of(home: Path) -> tuple[str, str]:
    """The address of the center that this terminal belongs to, and its authority's file; "" for none."""
    try:
        enrolled = LinkHome(home).enrollment()
    except (NotEnrolled, OSError):
        return "", ""
    return enrolled.center_url, enrolled.ca_file or ""


def report(checks: Iterable[Check], *, as_json: bool) -> str:
    """Writes the checks down.

    Args:
        checks: What was found.
        as_json: One JSON document instead of lines to read.

    Returns:
        The text, without a closing line break.
    """
    if as_json:
        return json.dumps([asdict(check) for check in checks], ensure_ascii=False, indent=1)
    lines = []
    for check in checks:
        lines.append(f"{SIGNS[check.ok]:<8}{check.name:<12}{check.detail}")
        if check.way_out:
            lines.append(" " * 20 + "-> " + check.way_out)
    return "\n".join(lines)


def main(argv: list[str]) -> int:
    """Looks at this machine and prints what works.

    Args:
        argv: The arguments after `doctor`.

    Returns:
        0 if everything that a terminal cannot do without works, 1 otherwise.
    """
    parser = argparse.ArgumentParser(prog="kiosk doctor", description="Says what works on this machine.")
    parser.add_argument("--json", action="store_true", help="one JSON list instead of lines")
    arguments = parser.parse_args(argv)
    machine = Machine()
    home = kiosk_home(machine.environment)
    url, ca_file = center_of(home)
    expected = expected_of(lambda: active_release(home).settings, home)
    checks = list(run_all(machine, replace(expected, center_url=url, center_ca=ca_file)))
    sys.stdout.write(report(checks, as_json=arguments.json) + "\n")
    return 0 if all(check.ok for check in checks if check.name in NEEDED) else 1


NEEDED = frozenset({"python", "qt", "fonts", "settings", "disk", "data_dir"})
"""Without these a terminal does not come up; without the rest it does less, and says so."""
