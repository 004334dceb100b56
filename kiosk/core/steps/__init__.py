"""The steps of a journey, one view each."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from kiosk.core.journey import Step, StepKind
from kiosk.core.steps.agree import CheckView, ConsentView
from kiosk.core.steps.document import DocumentView
from kiosk.core.steps.eligible import EligibilityView
from kiosk.core.steps.group import GroupView
from kiosk.core.steps.guide import GuideView
from kiosk.core.steps.local_paper import LocalPaperView
from kiosk.core.steps.question import QuestionView
from kiosk.core.steps.receipt import ReceiptView
from kiosk.core.steps.result import ResultView
from kiosk.core.steps.send import SendView
from kiosk.core.steps.start import PapersView, PartsView, UrgentView
from kiosk.core.steps.view import StepView

if TYPE_CHECKING:
    from kiosk.core.places.journey import JourneyPlace


def view_for(home: JourneyPlace, step: Step) -> StepView:
    """The view of a step."""
    match step.kind:
        case StepKind.URGENT:
            return UrgentView(home, step)
        case StepKind.PARTS:
            return PartsView(home, step)
        case StepKind.ELIGIBILITY:
            return EligibilityView(home, step)
        case StepKind.PAPERS:
            return PapersView(home, step)
        case StepKind.FIELD:
            return QuestionView(home, step)
        case StepKind.GROUP:
            return GroupView(home, step)
        case StepKind.CONSENT:
            return ConsentView(home, step)
        case StepKind.CHECK:
            return CheckView(home, step)
        case StepKind.SEND:
            return SendView(home, step)
        case StepKind.RECEIPT:
            return ReceiptView(home, step)
        case StepKind.RESULT:
            return ResultView(home, step)
        case StepKind.DOCUMENT:
            printed = home.journey.service.printed
            local = printed is not None and printed.kind in LocalPaperView.KINDS
            return LocalPaperView(home, step) if local else DocumentView(home, step)
        case StepKind.GUIDE:
            return GuideView(home, step)
        case StepKind.IDENTIFY:
            return StepView(home, step)
        case _:
            assert_never(step.kind)
