"""Where the models of speech are kept on this machine. Small: imported by everything that uses one.

A model is a folder with its files and, written last, a receipt. Without the receipt it is not there.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from config.home import kiosk_home

RECEIPT: Final = "receipt.json"
"""What was installed and from where; the last file that an installation writes."""


def with_program(prefix: str = sys.prefix) -> Path:
    """The folder beside the program, which set-up fills."""
    return Path(prefix) / "share" / "kiosk" / "models"


def of_terminal(environment: Mapping[str, str] = os.environ) -> Path:
    """The folder that maintainers fill: $KIOSK_MODELS, or `models` in the terminal's data folder."""
    named = environment.get("KIOSK_MODELS")
    if named:
        return Path(named)
    return kiosk_home(environment) / "models"


def folders(environment: Mapping[str, str] = os.environ, prefix: str = sys.prefix) -> tuple[Path, ...]:
    """Where models are looked for, first to last; $KIOSK_MODELS alone where it is set."""
    if environment.get("KIOSK_MODELS"):
        return (of_terminal(environment),)
    return (of_terminal(environment), with_program(prefix))


def find(name: str, environment: Mapping[str, str] = os.environ) -> Path | None:
    """Finds an installed model.

    Args:
        name: As in models.yaml: `kokoro`, `whisper-base`, `vosk-zh`.
        environment: The environment variables.

    Returns:
        Its folder, or None where it is not installed. Whether its files are whole is not looked at here.
    """
    places = (folder / name for folder in folders(environment))
    return next((place for place in places if (place / RECEIPT).is_file()), None)
