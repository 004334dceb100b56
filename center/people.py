"""What can be said about a person without saying who it is."""

from __future__ import annotations

TRIAL_AREAS = range(990100, 990200)
"""Area codes that no real household has; the trial residents live there."""

_FICTIONAL = "示例·"


def is_trial_number(number: str) -> bool:
    """Whether an identity number is one of the trial residents'."""
    return number[:6].isdigit() and int(number[:6]) in TRIAL_AREAS


def masked(name: str) -> str:
    """A name as a stranger may see it: 示例·张大山 becomes 示例·张*山, 李英 becomes 李*."""
    prefix = _FICTIONAL if name.startswith(_FICTIONAL) else ""
    own = name.removeprefix(prefix)
    if len(own) <= 2:
        return prefix + own[:1] + "*" * (len(own) - 1)
    return prefix + own[0] + "*" * (len(own) - 2) + own[-1]
