"""Pages beside the way: 找人帮我, 怎么用, 看不清, 听不清, and messages. 上一步 returns with nothing lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kiosk.core.frame import page_of
from kiosk.core.place import Place
from kiosk.core.screens import (
    Choice,
    Guide,
    Message,
    Screen,
    Settings,
    TextSize,
    Theme,
    Tone,
    Words,
)

if TYPE_CHECKING:
    from kiosk.core.visit import Visit


class HowToPlace(Place):
    """How this machine is used, in numbered steps."""

    STEPS = 4
    aside = "howto"
    may_reassure = False

    def screen(self, visit: Visit) -> Screen:
        plate = visit.settings.screen.plate_words
        return Guide(
            serial=visit.serial,
            frame=visit.frame(),
            title=visit.words("howto.title"),
            lines=tuple(visit.words(f"howto.step-{n}", plate=plate) for n in range(1, self.STEPS + 1)),
        )


class MessagePlace(Place):
    """What happened, whose fault, what to do now. Wordings: `key`.title and `key`.lead.

    Args:
        key: Wording.
        tone: What it means.
        icon: What it looks like.
        choices: Ways on besides 上一步: (id, wording key, icon, what it does).
        values: For the wording's places.
    """

    may_reassure = False

    def __init__(
        self,
        key: str,
        *,
        tone: Tone = Tone.PLAIN,
        icon: str = "information-outline",
        choices: tuple[tuple[str, str, str, Callable[[Visit], None]], ...] = (),
        values: dict[str, Any] | None = None,
    ) -> None:
        self.wording = key
        self.tone = tone
        self.icon = icon
        self.ways = choices
        self.values = values or {}

    def screen(self, visit: Visit) -> Screen:
        values = {
            "owner": visit.settings.place.owner,
            "phone": visit.settings.place.owner_phone,
            "window": visit.settings.place.window,
            **self.values,
        }
        return Message(
            serial=visit.serial,
            frame=visit.frame(primary=visit.choice("ok", "bar.ok", "check-bold"), filled=not self.ways),
            title=visit.words(f"{self.wording}.title", **values),
            lead=visit.words(f"{self.wording}.lead", **values),
            tone=self.tone,
            icon=self.icon,
            choices=tuple(visit.choice(id_, key, icon) for id_, key, icon, _ in self.ways),
        )

    def press(self, visit: Visit, target: str) -> None:
        visit.leave(self)
        for id_, _, _, act in self.ways:
            if id_ == target:
                act(visit)


SIZES = tuple(TextSize)
THEMES = tuple(Theme)
WAYS = (
    ("slower", "rewind"),
    ("faster", "fast-forward"),
    ("louder", "volume-plus"),
    ("softer", "volume-minus"),
)


class SettingsPlace(Place):
    """看不清 (larger, colours, low) and 听不清. A press acts at once; 好了 goes back."""

    may_reassure = False

    def __init__(self, which: str) -> None:
        self.which = self.aside = which
        self.page = 0

    def screen(self, visit: Visit) -> Screen:
        choices = self._see(visit) if self.which == "see" else self._hear(visit)
        self.page, pages, first, last = page_of(len(choices), self.page, visit.capacity.choices)
        ok = visit.choice("ok", "bar.ok", "check-bold")
        more = visit.choice("more", "bar.next-page", "dots-horizontal")
        return Settings(
            serial=visit.serial,
            frame=visit.frame(primary=more if self.page < pages - 1 else ok, filled=self.page == pages - 1),
            title=visit.words(f"settings.{self.which}-title"),
            lead=visit.words("settings.hear-lead") if self.which == "hear" else Words(),
            choices=choices[first:last],
            sample=visit.words("settings.sample") if self.which == "see" else Words(),
        )

    def key(self, visit: Visit) -> str:
        return f"settings-{self.which}-{self.page}-{visit.display.text_size}-{visit.display.low}"

    def _see(self, visit: Visit) -> tuple[Choice, ...]:
        shown = visit.display
        size_icons = ("format-font-size-decrease", "format-size", "format-font-size-increase")
        theme_icons = ("palette-outline", "white-balance-sunny", "weather-night")
        sizes = tuple(
            replace(visit.choice(f"size:{s}", f"settings.size-{s}", icon), chosen=shown.text_size is s)
            for s, icon in zip(SIZES, size_icons, strict=True)
        )
        themes = tuple(
            replace(visit.choice(f"theme:{t}", f"settings.theme-{t}", icon), chosen=shown.theme is t)
            for t, icon in zip(THEMES, theme_icons, strict=True)
        )
        low = replace(visit.choice("low", "settings.low", "arrow-collapse-down"), chosen=shown.low)
        return (*sizes[::-1], *themes, low)

    def _hear(self, visit: Visit) -> tuple[Choice, ...]:
        return tuple(
            visit.choice(f"tune:{way}", f"settings.{way}", icon)
            if visit.talk.may_tune(way)
            else replace(
                visit.choice(f"tune:{way}", f"settings.{way}", icon),
                enabled=False,
                detail=visit.words("settings.step-last"),
            )
            for way, icon in WAYS
        )

    def press(self, visit: Visit, target: str) -> None:
        kind, _, value = target.partition(":")
        match kind:
            case "tune":
                visit.talk.tune(visit, value)
                visit.talk.remark(visit.words("voice.tuned"))
            case "size":
                visit.show({"text_size": TextSize(value)})
                self.page = 0
            case "theme":
                visit.show({"theme": Theme(value)})
            case "low":
                visit.show({"low": not visit.display.low})
            case "more":
                self.page += 1
            case _:
                visit.leave(self)

    def back(self, visit: Visit) -> None:
        if self.page:
            self.page -= 1
        else:
            visit.leave(self)
