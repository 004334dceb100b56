"""From where a visit is seen: its release, its time, its words, and what fits on its pages."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from config.release import Release
from config.services import Service
from config.settings import Settings
from kiosk.core import hours
from kiosk.core.events import Began
from kiosk.core.screens import Capacity, Choice, TextSize, Words
from kiosk.core.wording import fill


class Standpoint:
    """What a page may ask for without knowing anything of the person.

    Args:
        release: The configuration; a newer one waits for the next visit.
        began: The first event.
    """

    def __init__(self, release: Release, began: Began) -> None:
        self.release = release
        self.began = began
        self.at_s = began.at_s
        self.display = began.display
        self.broken = set(began.broken)
        self.standing = began.standing

    @property
    def settings(self) -> Settings:
        """The terminal's settings."""
        return self.release.settings

    @property
    def closed(self) -> bool:
        """Whether this terminal was closed when the visit began, and still is; one under way goes on."""
        return self.began.standing.closed and self.standing.closed

    @property
    def now(self) -> datetime:
        """The local time of day."""
        return self.began.local + timedelta(seconds=self.at_s - self.began.at_s)

    @property
    def today(self) -> date:
        """The local date; not to be trusted where `began.clock_trusted` is false."""
        return self.now.date()

    @property
    def trusted_today(self) -> date | None:
        """The local date, if it is to be trusted."""
        return self.today if self.began.clock_trusted else None

    @property
    def date_line(self) -> str:
        """Today as it stands on paper; nothing where the clock is not to be trusted."""
        if not self.began.clock_trusted:
            return ""
        return f"{self.now.year}年{self.now.month}月{self.now.day}日 {self.now.hour}:{self.now.minute:02}"

    @property
    def somebody_is_there(self) -> bool:
        """Whether it is within the opening hours."""
        return hours.is_open(self.settings.hours, self.now)

    @property
    def capacity(self) -> Capacity:
        """What fits on a page now."""
        key = (self.display.text_size, self.display.low)
        fallback = self.began.capacities.get((TextSize.ELDER, False), Capacity())
        return self.began.capacities.get(key, fallback)

    def words(self, key: str, **values: object) -> Words:
        """The wording of `key`, with its places filled; everyone may hear it."""
        phrase = self.release.wording.phrase(key)
        written = fill(phrase.text, values) or phrase.text
        spoken = "" if phrase.say == "-" else (fill(phrase.say, values) or phrase.say or written)
        return Words(written, spoken)

    def known_words(self, key: str, otherwise: str, **values: object) -> Words:
        """The wording of a key made from what others sent; `otherwise` where there is none."""
        return self.words(key if key in self.release.wording.root else otherwise, **values)

    def private(self, key: str, **values: object) -> Words:
        """The same, said only on request."""
        words = self.words(key, **values)
        return Words(words.written, "", words.written)

    def choice(self, id_: str, key: str, icon: str = "", **values: object) -> Choice:
        """A choice in the words of `key`, with its phrases."""
        phrase = self.release.wording.phrase(key)
        return Choice(id_, self.words(key, **values), icon=icon, phrases=phrase.phrases)

    def phrases(self, key: str) -> tuple[str, ...]:
        """All the ways to say what stands under a key."""
        phrase = self.release.wording.phrase(key)
        return (phrase.text, *phrase.phrases)

    def service(self, service_id: str) -> Service:
        """A service by its id."""
        return self.release.services[service_id]
