"""Pages that come of speaking: 您是要…吗？ and, after two misses, pictures of what can be done here."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kiosk.core import heard, hearing, saying
from kiosk.core.place import Place
from kiosk.core.screens import Choice, Screen, VoiceConfirm, Words
from kiosk.core.talk import Hearing

if TYPE_CHECKING:
    from kiosk.core.visit import Visit

FEWEST, MOST = 2, 6
LONGEST = 60
"""Characters of free words that are taken: what stands on one page."""
PICTURE = "account-question-outline"


class ConfirmPlace(Place):
    """One heard thing with its picture, yes or no; or two to choose from. Nothing has been done yet.

    Args:
        visit: The visit, on the page that was spoken to.
        targets: What may have been meant, the nearest first.
    """

    aside = "confirm"
    may_reassure = False

    def __init__(self, visit: Visit, targets: tuple[str, ...]) -> None:
        self.targets = targets
        services = visit.release.services.values()
        self.names = tuple(
            (visit.words(hearing.key_of(target)), PICTURE)
            if target.startswith(heard.SAID)
            else hearing.name_of(target, visit.screen, services)
            for target in targets
        )

    def asks_for(self, target: str) -> bool:
        """Whether this one thing is asked about."""
        return self.targets == (target,)

    def key(self, visit: Visit) -> str:
        return f"confirm-{'-'.join(self.targets)}"

    def screen(self, visit: Visit) -> Screen:
        no = visit.choice("no", "voice.no", "close")
        if len(self.targets) > 1:
            several = tuple(
                Choice(f"heard:{n}", words, icon=icon) for n, (words, icon) in enumerate(self.names)
            )
            return VoiceConfirm(
                serial=visit.serial,
                frame=visit.frame(),
                title=visit.words("voice.which"),
                choices=(*several, visit.choice("no", "voice.neither", "close")),
            )
        words, icon = self.names[0]
        return VoiceConfirm(
            serial=visit.serial,
            frame=visit.frame(primary=visit.choice("yes", "voice.yes", "check-bold"), filled=True),
            title=self._question(visit, words),
            icon=icon or PICTURE,
            choices=(no,),
        )

    @staticmethod
    def _question(visit: Visit, words: Words) -> Words:
        asked = visit.words("voice.confirm", what=words.written)
        if words.spoken == words.written:
            return asked
        spoken = (
            visit.words("voice.confirm", what=words.spoken) if words.spoken else visit.words("voice.this")
        )
        return Words(asked.written, spoken.spoken, asked.spoken if words.private else "")

    def press(self, visit: Visit, target: str) -> None:
        visit.leave(self)
        if target == "no":
            heard.missed(visit)
        else:
            meant = self.targets[int(target.removeprefix("heard:")) if target != "yes" else 0]
            if meant == hearing.READ:
                visit.talk.read_next()
            else:
                heard.do(visit, meant)

    def back(self, visit: Visit) -> None:
        self.press(visit, "no")


class WrittenPlace(Place):
    """Free words, as they were heard: they are looked at before they are taken.

    Args:
        hearing: What was heard on the page below.
    """

    aside = "written"
    may_reassure = False

    def __init__(self, hearing: Hearing) -> None:
        self._hearing = replace(hearing, value=hearing.value[:LONGEST])

    def key(self, visit: Visit) -> str:
        return f"written-{self._hearing.value}"

    def screen(self, visit: Visit) -> Screen:
        asked = visit.words("voice.written", what=self._hearing.value)
        return VoiceConfirm(
            serial=visit.serial,
            frame=visit.frame(primary=visit.choice("yes", "voice.yes", "check-bold"), filled=True),
            title=Words(asked.written, asked.spoken, asked.written),
            icon="comment-text-outline",
            choices=(visit.choice("no", "voice.no", "close"),),
        )

    def press(self, visit: Visit, target: str) -> None:
        visit.leave(self)
        if target == "yes":
            visit.place.heard(visit, self._hearing)
        else:
            visit.talk.remark(visit.words("voice.cleared"))

    def back(self, visit: Visit) -> None:
        self.press(visit, "no")


class PicturesPlace(Place):
    """What can be done on the page below, as pictures with numbers; 上一步 and 找人帮我 stand in the bar."""

    aside = "pictures"
    may_reassure = False

    def __init__(self, visit: Visit) -> None:
        self._below = visit.place
        self._most = max(FEWEST, min(MOST, visit.capacity.tiles))
        self.has_enough = len(self._choices(visit)) >= FEWEST

    def _choices(self, visit: Visit) -> tuple[Choice, ...]:
        screen = self._below.screen(visit)
        found = []
        for one in saying.numbered(screen):
            choice = replace(one.choice, chosen=None)
            if one.row is not None:
                choice = replace(choice, words=one.row.label, icon=one.row.icon)
            if choice.enabled and not hearing.is_by_touch(screen, choice.id):
                found.append(choice)
        return tuple(found[: self._most])

    def screen(self, visit: Visit) -> Screen:
        return VoiceConfirm(
            serial=visit.serial,
            frame=visit.frame(),
            title=visit.words("voice.pictures"),
            lead=visit.words("voice.pictures-lead"),
            choices=self._choices(visit),
        )

    def press(self, visit: Visit, target: str) -> None:
        visit.leave(self)
        heard.do(visit, target)
