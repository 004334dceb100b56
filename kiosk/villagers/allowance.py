"""Task b: somebody of 82 applies for the old-age allowance; a neighbour presses, and reads the titles.

No telephone, the household register forgotten. They go back three times without need, and change one
answer on the check page.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from config.release import Release
from config.services import Spoken
from kiosk.villagers.acts import Act, LayCard, Leave, Push, Script, Wait, find_back
from kiosk.villagers.eyes import Sight, Thing

SERVICE = "old-age-allowance"
ROW = "80岁老人补贴"
NO_PHONE, NO_ACCOUNT, ACCOUNT_TAIL, NEIGHBOUR = "没有手机", "都不是", "尾号", "邻居"
ACCOUNT_ROW = "收钱的折子"
NO_HELPERS_CARD = "不放，接着办"
BROUGHT = ("身份证", "存折")
TURNS_BACK = 3
CARD_PATIENCE = 1


@dataclass(frozen=True)
class Titles:
    """The pages on the way, by their titles: what somebody knows who has done it before."""

    service: str
    affairs: str
    can: tuple[str, ...]
    papers: str
    phone: str
    account: str
    consent: str
    check: str
    who: str
    sent: str

    @classmethod
    def of(cls, release: Release) -> Titles:
        """As this configuration has them."""

        def said(key: str) -> str:
            return release.wording.phrase(key).text

        asks = {field.id: field.ask for field in release.services[SERVICE].fields}
        texts = {id_: ask.text if isinstance(ask, Spoken) else ask for id_, ask in asks.items()}
        return cls(
            service=release.services[SERVICE].title,
            affairs=said("affairs.title"),
            can=(said("eligibility.yes"), said("eligibility.maybe")),
            papers=said("papers.title"),
            phone=texts["phone"],
            account=texts["account"],
            consent=said("consent.title"),
            check=said("check.title"),
            who=said("check.who"),
            sent=said("receipt.title"),
        )


class ApplyForAllowance(Script):
    """Knows what the errand is about, and reads what stands there.

    Args:
        titles: Of the pages on the way.
        rng: Where they go back without need.
    """

    def __init__(self, titles: Titles, rng: random.Random) -> None:
        self._titles = t = titles
        self._turn_back_at = set(
            rng.sample([t.papers, t.phone, t.account, t.consent, t.who, t.check], TURNS_BACK)
        )
        self._laid_ago = CARD_PATIENCE + 1
        self._changing = ""
        self._wanted = {
            "手机号": (NO_PHONE, t.phone),
            ACCOUNT_ROW: (ACCOUNT_TAIL, t.account),
            "要带的东西": (f"带来 {len(BROUGHT)} 样", t.papers),
            "谁按的": (NEIGHBOUR, t.who),
        }
        self.unread = set(self._wanted)
        self.backs = 0
        self.changes = 0

    def decide(self, sight: Sight) -> Act:
        """See `Script`."""
        self._laid_ago += 1
        if sight.waits:
            return Wait()
        if sight.about not in ("", self._titles.service):
            return find_back(sight)
        helper_need_not = sight.saying(NO_HELPERS_CARD)
        if helper_need_not is not None:
            return Push(helper_need_not.target)
        if sight.plate:
            if self._laid_ago <= CARD_PATIENCE:
                return Wait()
            self._laid_ago = 0
            return LayCard()
        if sight.title in self._turn_back_at:
            self._turn_back_at.discard(sight.title)
            self.backs += 1
            return Push("back")
        return self._on(sight)

    def _on(self, sight: Sight) -> Act:
        titles, found = self._titles, sight.main
        match sight.title:
            case titles.affairs:
                found = sight.saying(ROW) or sight.main
            case titles.papers:
                found = self._paper(sight) or sight.main
            case titles.phone:
                found = sight.saying(NO_PHONE)
            case titles.account:
                found = sight.saying(ACCOUNT_TAIL if self._changing == titles.account else NO_ACCOUNT)
            case titles.consent:
                found = sight.main
            case titles.check:
                return self._check(sight)
            case titles.who:
                found = sight.saying(NEIGHBOUR)
            case titles.sent:
                return self._sent(sight)
            case title if title in titles.can:
                found = sight.main
            case _:
                found = None
        return Push(found.target) if found is not None else find_back(sight)

    def _paper(self, sight: Sight) -> Thing | None:
        """A paper that is ticked as it should not be, or not ticked as it should."""
        for thing in sight.things:
            if thing.target.startswith("paper:"):
                wanted = any(word in thing.words for word in BROUGHT)
                brought = thing.chosen is None  # the circle to be ticked is gone
                if brought != wanted:
                    return thing
        return None

    def _check(self, sight: Sight) -> Act:
        """Reads the rows; what is not as it should be is changed; 送出 when all were seen to be right."""
        for thing in sight.things:
            for row, (value, page) in self._wanted.items():
                if row not in thing.words or not thing.target:
                    continue
                if value in thing.words:
                    self.unread.discard(row)
                    continue
                self.unread.add(row)
                self.changes += row == ACCOUNT_ROW
                self._changing = page
                return Push(thing.target)
        main = sight.main
        if main is None:
            return Wait()
        return Push("back") if main.target == "send" and self.unread else Push(main.target)

    def _sent(self, sight: Sight) -> Act:
        main = sight.main
        if main is None:
            return Wait()
        return Leave() if main.target == "finish" else Push(main.target)
