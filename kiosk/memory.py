"""Memory that stays: what was loaded at the start is looked through for garbage once, not again and again."""

from __future__ import annotations

import gc


def keep_what_is_there() -> None:
    """Takes away what nobody holds any more, and never looks at the rest again.

    Configuration and modules are some 70,000 objects. A full collection goes through all of them, which
    holds up the screen for 50 ms and more, in the middle of a visit.
    """
    gc.collect()
    gc.freeze()
