"""五张脸: how a finished case went, by a press or a word; whoever is not content may say why."""

from __future__ import annotations

from enum import Enum
from functools import partial
from typing import TYPE_CHECKING, Final

from kiosk.core.effects import Rate
from kiosk.core.events import Rated, Result
from kiosk.core.place import Place
from kiosk.core.places.waiting import way_out_at, working_screen
from kiosk.core.screens import Message, Question, Rating, Screen, Tone

if TYPE_CHECKING:
    from kiosk.core.visit import Visit

FACES: Final = {
    5: "emoticon-excited-outline",
    4: "emoticon-happy-outline",
    3: "emoticon-neutral-outline",
    2: "emoticon-sad-outline",
    1: "emoticon-angry-outline",
}
CONTENT: Final = 4
"""From here on nobody is asked why."""
REASONS: Final = {
    "waited": "clock-alert-outline",
    "trips": "walk",
    "unclear": "help-circle-outline",
    "manner": "account-alert-outline",
    "papers": "file-document-multiple-outline",
}


class Phase(Enum):
    """How far it has come."""

    FACES = "faces"
    WHY = "why"
    SENDING = "sending"
    FAILED = "failed"
    DONE = "done"


class RatingPlace(Place):
    """Asks once, sends it, and says whether it has arrived.

    Args:
        receipt: Of the case.
    """

    def __init__(self, receipt: str) -> None:
        self.receipt = receipt
        self.score = 0
        self.words = ""
        self.phase = Phase.FACES
        self.since_s = 0.0

    def is_busy(self, visit: Visit) -> bool:
        return self.phase is Phase.SENDING

    def key(self, visit: Visit) -> str:
        return f"rating-{self.phase.value}"

    def screen(self, visit: Visit) -> Screen:
        match self.phase:
            case Phase.FACES:
                return Rating(
                    serial=visit.serial,
                    frame=visit.frame(primary=visit.choice("finish", "rating.not", "arrow-right-thick")),
                    title=visit.words("rating.title"),
                    lead=visit.words("rating.lead"),
                    choices=tuple(
                        visit.choice(f"face:{score}", f"rating.face-{score}", icon)
                        for score, icon in FACES.items()
                    ),
                )
            case Phase.WHY:
                return Question(
                    serial=visit.serial,
                    frame=visit.frame(primary=visit.choice("unsaid", "rating.unsaid", "arrow-right-thick")),
                    title=visit.words("rating.why"),
                    choices=tuple(
                        visit.choice(f"why:{reason}", f"rating.why-{reason}", icon)
                        for reason, icon in REASONS.items()
                    ),
                )
            case Phase.SENDING:
                return working_screen(visit, "working.rate", since_s=self.since_s, icon="send-clock-outline")
            case Phase.FAILED | Phase.DONE:
                return self._told(visit)

    def _told(self, visit: Visit) -> Screen:
        done = self.phase is Phase.DONE
        key = "rating.done" if done else "rating.failed"
        finish = visit.choice("finish", "bar.ok", "check-bold")
        return Message(
            serial=visit.serial,
            frame=visit.frame(
                primary=finish if done else visit.choice("retry", "rating.retry", "refresh"), filled=True
            ),
            title=visit.words(f"{key}.title"),
            lead=visit.words(f"{key}.lead"),
            tone=Tone.GOOD if done else Tone.PLAIN,
            icon="heart-outline" if done else "database-off-outline",
            choices=() if done else (visit.choice("finish", "rating.not", "arrow-right-thick"),),
        )

    def press(self, visit: Visit, target: str) -> None:
        kind, _, rest = target.partition(":")
        match kind:
            case "face":
                self.score, self.words = int(rest), ""
                if self.score >= CONTENT:
                    self._send(visit)
                else:
                    self.phase = Phase.WHY
            case "why":
                self.words = visit.words(f"rating.why-{rest}").written
                self._send(visit)
            case "unsaid" | "retry":
                self._send(visit)
            case "stop-waiting":
                self.phase = Phase.FAILED
            case _:
                visit.leave(self)

    def back(self, visit: Visit) -> None:
        if self.phase in (Phase.WHY, Phase.FAILED):
            self.phase = Phase.FACES
        else:
            visit.leave(self)

    def _send(self, visit: Visit) -> None:
        self.phase, self.since_s = Phase.SENDING, visit.at_s
        visit.run(partial(Rate, receipt=self.receipt, score=self.score, words=self.words), asker=self)

    def finished(self, visit: Visit, result: Result, effect_id: int) -> None:
        if isinstance(result, Rated):
            self.phase = Phase.DONE
            visit.own_cases.rated(self.receipt)
        elif self.phase is Phase.SENDING:
            self.phase = Phase.FAILED

    def due_at(self, visit: Visit) -> float | None:
        return way_out_at(visit, self.since_s) if self.phase is Phase.SENDING else None
