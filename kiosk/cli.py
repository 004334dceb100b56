"""The `kiosk` command: finds the module that does the work, and loads nothing else."""

from __future__ import annotations

import importlib
import sys
from typing import Final

COMMANDS: Final[dict[str, tuple[str, str]]] = {
    "run": ("kiosk.app", "the terminal, full screen (--windowed for a desk, --with-center for both)"),
    "center": ("center.cli", "the service center"),
    "enroll": ("kiosk.link.enroll", "joins this terminal to a center with a one-time code"),
    "config": ("config.cli", "checks, signs and applies settings, services and wording"),
    "gallery": ("ui.gallery", "every page as a picture"),
    "audit": ("kiosk.audit", "measures every page: sizes, gaps, contrast, spoken text"),
    "demo": ("kiosk.demo", "three whole visits, without a screen"),
    "villager": ("kiosk.villager", "simulated villagers who use the terminal"),
    "doctor": ("kiosk.health.doctor", "what works on this machine, and what to do about the rest"),
    "selftest": ("kiosk.selftest", "the terminal tests every part of itself, and prints a slip"),
    "voice": ("voice.cli", "clips and recordings for the voice; how well it speaks and understands"),
    "models": ("voice.models.cli", "the models of speech: lists, installs, verifies, removes them"),
    "staff": ("kiosk.staff.cli", "hashes for the roster; what the trial's phones would answer"),
    "send": ("kiosk.link.sender", "sends what waits in the outbox"),
    "beat": ("kiosk.link.heartbeat", "tells the center how this terminal is"),
    "supervise": ("kiosk.supervisor.cli", "runs the terminal, tries new releases, goes back by itself"),
    "check-release": ("kiosk.check_release", "draws and judges every page of a release"),
    "update": ("config.update", "looks once for a new release and stages it"),
}
"""Command -> (module with `main(argv) -> int`, what it does)."""


def usage() -> str:
    """Returns the help text: every command with a line on what it does."""
    lines = ["Usage: kiosk COMMAND [ARGUMENTS]", "", "Commands:"]
    lines += [f"  {name:<13} {purpose}" for name, (_, purpose) in COMMANDS.items()]
    return "\n".join([*lines, "", "kiosk COMMAND --help tells more about one."])


def main(argv: list[str] | None = None) -> int:
    """Runs one command.

    Args:
        argv: The command and its arguments; those of the process if None.

    Returns:
        The exit code: that of the command, 0 for help, 2 for an unknown command.
    """
    arguments = sys.argv[1:] if argv is None else argv
    name = arguments[0] if arguments else "--help"
    if name in ("-h", "--help", "help"):
        sys.stdout.write(usage() + "\n")
        return 0
    if name not in COMMANDS:
        sys.stderr.write(f"kiosk: there is no command '{name}'.\n\n{usage()}\n")
        return 2
    module = importlib.import_module(COMMANDS[name][0])
    code: int = module.main(arguments[1:])
    return code
