"""What stands around every page: header, tools, strip, signs, and the five slots of the bottom bar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.core.events import Device
from kiosk.core.screens import Choice, Frame, Sign, Strip, Tone
from kiosk.core.staff.mode import banner

if TYPE_CHECKING:
    from kiosk.core.visit import Visit

_SIGN_ICONS = {
    Device.CENTER: "wifi-off",
    Device.PRINTER: "printer-off",
    Device.SLIP_PRINTER: "receipt-text-remove",
    Device.CARD_READER: "card-off-outline",
}


SIGNS_SHOWN = 4
"""More would not be read; the worst come first."""


def build_frame(
    visit: Visit,
    *,
    primary: Choice | None = None,
    filled: bool = False,
    back: bool | None = True,
    tools: bool = True,
    strip: Strip | None = None,
    silent: bool = False,
) -> Frame:
    """The frame of a page; what the voice does in it is added by `kiosk.core.talking.Talk.dress`.

    Args:
        visit: Whose page it is.
        primary: Slot five.
        filled: Whether the primary is what should be pressed next.
        back: True for 上一步, False for 怎么用 (the first page), ``None`` for an empty slot.
        tools: Whether 看不清, 听不清 and 办完了 are offered.
        strip: Shown instead of the visit's own strip.
        silent: A page for staff before they are let in; in the assisted mode every page is silent.
    """
    place = visit.settings.place
    around = {
        "place": visit.words("frame.place", place=place.name),
        "owner": visit.words("frame.owner", phone=place.owner_phone, owner=place.owner),
        **banner(visit),
    }
    return Frame(
        **around,
        back=_back(visit, back),
        help=visit.choice("help", "bar.help", "account-group"),
        primary=primary,
        primary_filled=filled and primary is not None,
        tools=_staff_tools(visit) if visit.staff is not None else _tools(visit) if tools else (),
        strip=strip or visit.strip,
        signs=_signs(visit),
        display=visit.display,
        silent=silent or visit.staff is not None,
    )


def _back(visit: Visit, back: bool | None) -> Choice | None:
    if back is None:
        return None
    if back:
        return visit.choice("back", "bar.back", "arrow-left-thick")
    return visit.choice("howto", "bar.howto", "help-circle-outline")


def _tools(visit: Visit) -> tuple[Choice, ...]:
    tools = [visit.choice("see", "tool.see", "glasses")]
    if visit.talk.speaks:
        tools.append(visit.choice("hear", "tool.hear", "ear-hearing"))
    if visit.open and not visit.ended:
        tools.append(visit.choice("done", "tool.done", "exit-run"))
    return tuple(tools)


def _staff_tools(visit: Visit) -> tuple[Choice, ...]:
    """On every page of the assisted mode: what staff can do, and the way out of it for anybody."""
    return (
        visit.choice("see", "tool.see", "glasses"),
        visit.choice("staff", "tool.staff", "badge-account-outline"),
        visit.choice("lock", "staff.lock", "lock-outline"),
    )


def _signs(visit: Visit) -> tuple[Sign, ...]:
    signs = [
        Sign(device.value, visit.words(f"sign.{device}"), _SIGN_ICONS[device], Tone.URGENT)
        for device in Device
        if device in visit.broken
    ]
    if visit.talk.has_sound and not visit.talk.speaks:
        signs.append(Sign("mute", visit.words("sign.mute"), "volume-off", Tone.URGENT))
    if visit.talk.has_sound and not visit.talk.listens:
        signs.append(Sign("deaf", visit.words("sign.deaf"), "microphone-off", Tone.URGENT))
    if visit.began.trial_printer:
        signs.append(Sign("trial", visit.words("sign.trial"), "test-tube"))
    if not visit.began.clock_trusted:
        signs.append(Sign("clock", visit.words("sign.clock"), "clock-alert-outline", Tone.URGENT))
    return tuple(signs[:SIGNS_SHOWN])


def page_of(count: int, page: int, size: int) -> tuple[int, int, int, int]:
    """Cuts `count` things into pages of `size`.

    Returns:
        (page, pages, first, after the last): the page brought into range, and its slice.
    """
    pages = max(1, -(-count // max(1, size)))
    page = max(0, min(page, pages - 1))
    first = page * size
    return page, pages, first, min(count, first + size)
