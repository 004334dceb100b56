"""What is different on one terminal: settings of its area and of itself, laid over those of the release."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from config.model import Release
from config.settings import Settings

ASSIGN: Final = "assign"


def names_for(area: str, terminal: str) -> tuple[str, ...]:
    """The files that are a terminal's own, the widest area first: 990101, 990101-QS01.

    Args:
        area: Digits of its administrative area; every beginning of six and more counts.
        terminal: Its code within the area.
    """
    areas = [area[:length] for length in (6, 9, 12) if length <= len(area)]
    names = [*areas, f"{area}-{terminal}"]
    return tuple(f"{ASSIGN}/{name}.yaml" for name in dict.fromkeys(names))


def applied(release: Release, changes: Iterable[Mapping[str, Any]]) -> Release:
    """A release with changed settings; a group of settings is merged, everything else is replaced.

    Raises:
        ValueError: The outcome does not fit the schema.
    """
    settings = release.settings.model_dump(mode="json")
    for change in changes:
        settings = merged(settings, change)
    return release.model_copy(update={"settings": Settings.model_validate(settings)})


def merged(base: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """One mapping over another, deep."""
    found = dict(base)
    for key, value in change.items():
        under = found.get(key)
        if isinstance(under, Mapping) and isinstance(value, Mapping):
            value = merged(under, value)
        found[key] = value
    return found
