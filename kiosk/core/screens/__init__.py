"""What is on the screen: a small closed set of frozen descriptions that serves every service.

The core computes a `Screen`; the page widgets draw it, the voice says it, and what a person may do on
it comes back as a press of one of its targets. A page widget decides nothing and knows no words of its
own: every text that is shown stands in here, written and spoken.

Two screens with the same `serial` are the same page in another state (a digit more, a row ticked): the
page is updated in place. Another serial is another page, and what was pressed or said to the last one
no longer counts.
"""

from kiosk.core.screens.asides import (
    Closed,
    Ending,
    Help,
    Message,
    Notice,
    Rating,
    Settings,
    StillThere,
    VoiceConfirm,
)
from kiosk.core.screens.choosing import Home, Menu, MyAffairs, PagedList
from kiosk.core.screens.filling import (
    CardState,
    Check,
    Consent,
    Eligibility,
    Entry,
    EntryPart,
    Identify,
    Papers,
    Question,
    Steps,
)
from kiosk.core.screens.frame import Frame, Screen, muted
from kiosk.core.screens.outcomes import (
    Document,
    Guide,
    Handoff,
    PaperState,
    Progress,
    Receipt,
    Result,
    Working,
)
from kiosk.core.screens.parts import (
    NOTHING,
    Capacity,
    Choice,
    Display,
    Row,
    Sign,
    Strip,
    TextSize,
    Theme,
    Tone,
    Words,
)
from kiosk.core.screens.staff import StaffHome, Unlock

__all__ = [
    "NOTHING",
    "Capacity",
    "CardState",
    "Check",
    "Choice",
    "Closed",
    "Consent",
    "Display",
    "Document",
    "Eligibility",
    "Ending",
    "Entry",
    "EntryPart",
    "Frame",
    "Guide",
    "Handoff",
    "Help",
    "Home",
    "Identify",
    "Menu",
    "Message",
    "MyAffairs",
    "Notice",
    "PagedList",
    "PaperState",
    "Papers",
    "Progress",
    "Question",
    "Rating",
    "Receipt",
    "Result",
    "Row",
    "Screen",
    "Settings",
    "Sign",
    "StaffHome",
    "Steps",
    "StillThere",
    "Strip",
    "TextSize",
    "Theme",
    "Tone",
    "Unlock",
    "VoiceConfirm",
    "Words",
    "Working",
    "muted",
]
