"""Which page draws which screen; only what draws the first page is loaded at once."""

from __future__ import annotations

import importlib
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
from ui.pages.home import HomePage, MenuPage, StaffHomePage
from ui.pages.page import Page

AnyScreen = (
    Home | Menu | PagedList | MyAffairs | Identify | Question | Eligibility | Papers | Consent | Check
    | Working | Result | Guide | Progress | Document | Receipt | Handoff | Help | Message | VoiceConfirm
    | StillThere | Ending | Settings | Rating | Closed | Notice | Unlock | StaffHome
)  # fmt: skip
"""Every kind of screen there is."""


def load_all() -> None:
    """Loads what draws the other pages, so that the first of them comes as quickly as the rest."""
    for name in ("answers", "guides", "identify", "lists", "messages", "question"):
        importlib.import_module(f"ui.pages.{name}")


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
            from ui.pages.lists import PagedListPage

            return PagedListPage
        case MyAffairs():
            from ui.pages.lists import MyAffairsPage

            return MyAffairsPage
        case Identify():
            from ui.pages.identify import IdentifyPage

            return IdentifyPage
        case Question():
            from ui.pages.question import QuestionPage

            return QuestionPage
        case Eligibility():
            from ui.pages.answers import EligibilityPage

            return EligibilityPage
        case Papers():
            from ui.pages.lists import PapersPage

            return PapersPage
        case Consent():
            from ui.pages.guides import ConsentPage

            return ConsentPage
        case Check():
            from ui.pages.lists import CheckPage

            return CheckPage
        case Working():
            from ui.pages.messages import WorkingPage

            return WorkingPage
        case Result():
            from ui.pages.answers import ResultPage

            return ResultPage
        case Guide():
            from ui.pages.guides import GuidePage

            return GuidePage
        case Progress():
            from ui.pages.answers import ProgressPage

            return ProgressPage
        case Document():
            from ui.pages.answers import DocumentPage

            return DocumentPage
        case Receipt():
            from ui.pages.answers import ReceiptPage

            return ReceiptPage
        case Handoff():
            from ui.pages.guides import HandoffPage

            return HandoffPage
        case Help():
            from ui.pages.guides import HelpPage

            return HelpPage
        case Message():
            from ui.pages.messages import MessagePage

            return MessagePage
        case VoiceConfirm():
            from ui.pages.messages import VoiceConfirmPage

            return VoiceConfirmPage
        case StillThere():
            from ui.pages.messages import StillTherePage

            return StillTherePage
        case Ending():
            from ui.pages.messages import EndingPage

            return EndingPage
        case Settings():
            from ui.pages.guides import SettingsPage

            return SettingsPage
        case Rating():
            from ui.pages.guides import RatingPage

            return RatingPage
        case Closed():
            from ui.pages.messages import ClosedPage

            return ClosedPage
        case Notice():
            from ui.pages.messages import NoticePage

            return NoticePage
        case Unlock():
            from ui.pages.question import UnlockPage

            return UnlockPage
        case StaffHome():
            return StaffHomePage
        case _:
            assert_never(screen)
