"""Which page draws which screen."""

from __future__ import annotations

from typing import Any, assert_never

from PySide6.QtWidgets import QWidget

from kiosk.core.screens import (
    Check,
    Closed,
    Consent,
    Document,
    Eligibility,
    Ending,
    Guide,
    Handoff,
    Help,
    Home,
    Identify,
    Menu,
    Message,
    MyAffairs,
    Notice,
    PagedList,
    Papers,
    Progress,
    Question,
    Rating,
    Receipt,
    Result,
    Screen,
    Settings,
    StaffHome,
    StillThere,
    Unlock,
    VoiceConfirm,
    Working,
)
from ui.kit import Kit
from ui.pages.answers import DocumentPage, EligibilityPage, ProgressPage, ReceiptPage, ResultPage
from ui.pages.guides import ConsentPage, GuidePage, HandoffPage, HelpPage, RatingPage, SettingsPage
from ui.pages.home import HomePage, MenuPage, StaffHomePage
from ui.pages.identify import IdentifyPage
from ui.pages.lists import CheckPage, MyAffairsPage, PagedListPage, PapersPage
from ui.pages.messages import (
    ClosedPage,
    EndingPage,
    MessagePage,
    NoticePage,
    StillTherePage,
    VoiceConfirmPage,
    WorkingPage,
)
from ui.pages.page import Page
from ui.pages.question import QuestionPage, UnlockPage

AnyScreen = (
    Home | Menu | PagedList | MyAffairs | Identify | Question | Eligibility | Papers | Consent | Check
    | Working | Result | Guide | Progress | Document | Receipt | Handoff | Help | Message | VoiceConfirm
    | StillThere | Ending | Settings | Rating | Closed | Notice | Unlock | StaffHome
)  # fmt: skip
"""Every kind of screen there is."""


class UnknownScreenError(TypeError):
    """A screen of a kind that no page draws."""


def page_for(screen: Screen, kit: Kit, parent: QWidget) -> Page[Any]:
    """Makes the page for a screen.

    Raises:
        UnknownScreenError: No page draws this kind.
    """
    if not isinstance(screen, AnyScreen):
        raise UnknownScreenError(type(screen).__name__)
    return _known(screen)(kit, parent, screen)


def _known(screen: AnyScreen) -> type[Page[Any]]:
    match screen:
        case Home():
            return HomePage
        case Menu():
            return MenuPage
        case PagedList():
            return PagedListPage
        case MyAffairs():
            return MyAffairsPage
        case Identify():
            return IdentifyPage
        case Question():
            return QuestionPage
        case Eligibility():
            return EligibilityPage
        case Papers():
            return PapersPage
        case Consent():
            return ConsentPage
        case Check():
            return CheckPage
        case Working():
            return WorkingPage
        case Result():
            return ResultPage
        case Guide():
            return GuidePage
        case Progress():
            return ProgressPage
        case Document():
            return DocumentPage
        case Receipt():
            return ReceiptPage
        case Handoff():
            return HandoffPage
        case Help():
            return HelpPage
        case Message():
            return MessagePage
        case VoiceConfirm():
            return VoiceConfirmPage
        case StillThere():
            return StillTherePage
        case Ending():
            return EndingPage
        case Settings():
            return SettingsPage
        case Rating():
            return RatingPage
        case Closed():
            return ClosedPage
        case Notice():
            return NoticePage
        case Unlock():
            return UnlockPage
        case StaffHome():
            return StaffHomePage
        case _:
            assert_never(screen)
