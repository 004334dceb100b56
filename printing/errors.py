"""What can go wrong on the way to paper.

PrintingError
 +- FontsMissing      a font file is not installed
 +- PaperRefused      a paper would carry what no paper may carry (reason)
 +- RenderFailed      the helper did not make a PDF (reason, missing characters)
 +- PrintRefused      nothing was sent to the printer (reason)
 +- AlreadyKnown      the journal has this job id already
"""

from enum import StrEnum

from printing.outcome import Reason


class PrintingError(Exception):
    """Root of everything that this room raises on purpose."""


class FontsMissing(PrintingError):
    """A font file is not there; its message names the packages to install."""


class RefusedFor(StrEnum):
    """Why a paper is not made at all."""

    IDENTITY_NUMBER = "identity_number"  # an identity number in clear, where none may stand
    QR_TOO_LONG = "qr_too_long"  # the code would have to be too fine to be read
    NOTHING_TO_SAY = "nothing_to_say"  # no title, or no line at all


class PaperRefused(PrintingError):
    """The paper would break a rule of what paper may carry."""

    def __init__(self, reason: RefusedFor) -> None:
        super().__init__(reason.value)
        self.reason = reason


class RenderFailed(PrintingError):
    """No PDF came out of the helper process.

    Attributes:
        reason: one of the reasons of the rendering side.
        missing: characters that no font has; personal, so neither `str()` nor `repr()` shows them.
    """

    def __init__(self, reason: Reason, *, missing: tuple[str, ...] = ()) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.missing = missing


class PrintRefused(PrintingError):
    """The queue did not take the job: certainly nothing was sent to the printer."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


class AlreadyKnown(PrintingError):
    """The journal has this job id: it is never printed a second time."""
