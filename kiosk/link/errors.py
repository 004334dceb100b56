"""What can go wrong between a terminal and its center.

LinkError
├── CenterDown        no connection, a broken one, or a center that answers 5xx
├── CenterSlow        no whole answer in time
├── CenterNonsense    an answer that is not our center's (such as a login page of the network)
├── Refused           the center understood, and said no, with a code
└── NotEnrolled       this terminal belongs to no center yet
"""

from __future__ import annotations

from center.protocol import ErrorCode


class LinkError(Exception):
    """Anything below; it never carries what was sent or received."""


class CenterDown(LinkError):
    """The center cannot be reached or does not work now; `status` is its 5xx answer, if it gave one."""

    def __init__(self, *, status: int | None = None, retry_after_s: float | None = None) -> None:
        super().__init__("the center is down" if status is None else f"the center answered {status}")
        self.status = status
        self.retry_after_s = retry_after_s


class CenterSlow(LinkError):
    """The center took too long; whether it did what was asked is not known."""


class CenterNonsense(LinkError):
    """Somebody answered, but not as our center does."""


class Refused(LinkError):
    """The center said no."""

    def __init__(self, code: ErrorCode, *, retry_after_s: float | None = None) -> None:
        super().__init__(code.value)
        self.code = code
        self.retry_after_s = retry_after_s


class NotEnrolled(LinkError):
    """There is no center to talk to, and no key to seal to."""
