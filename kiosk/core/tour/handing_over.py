"""The tour of 找人帮我: help in the middle of a service, the call for staff, the slip and the code."""

from __future__ import annotations

from config.services import Kind
from kiosk.core.effects import CallStaff, HandOver, PrintSlip
from kiosk.core.events import Called, Device, Failed, Failure, HandedOver, PaperMoved, Queued
from kiosk.core.receipts import receipt_number
from kiosk.core.screens import PaperState
from kiosk.core.tour.album import Album
from kiosk.core.tour.guest import JOB, Stage, guest_at

SATURDAY = "2026-06-13"
TOKEN = "KH1:ABCDEFGHIJKLMNOPQRSTUVWXYZ"  # noqa: S105 - a code that nobody made
SEALED = "1" + "0123456789" * 104
RECEIPT = receipt_number(terminal="QS01", counter=123)


def look_at_handovers(stage: Stage, album: Album) -> None:
    """Every page on the way from a question to a person."""
    service = next((s.id for s in stage.release.services.values() if s.kind is Kind.DECLARE), None)
    if service is None:
        return
    for name, begun in (
        ("help", {}),
        ("help-closed", {"day": SATURDAY}),
        ("help-no-clock", {"clock_trusted": False}),
    ):
        guest = guest_at(stage, service, **begun)
        guest.press("help")
        album.take_pages(guest, name)
    offline = guest_at(stage, service, broken=frozenset({Device.CENTER}))
    offline.press("help")
    album.take_pages(offline, "help-offline")
    _calls(stage, album, service)
    _slips(stage, album, service)


def _calls(stage: Stage, album: Album, service: str) -> None:
    for name, result in (("coming", Called("示例·李干部")), ("nobody", Failed(Failure.DOWN))):
        guest = guest_at(stage, service)
        guest.press("help")
        guest.press("call")
        album.take(guest, "calling")
        guest.wait(guest.visit.settings.times.working_way_out_s + 1)
        album.take(guest, "calling-late")
        guest.answer(CallStaff, result)
        album.take(guest, name)


def _slips(stage: Stage, album: Album, service: str) -> None:
    for name, state, code, begun in (
        ("printed", PaperState.DONE, TOKEN, {}),
        ("printed-saturday", PaperState.DONE, TOKEN, {"day": SATURDAY}),
        ("no-paper", PaperState.NEEDS_CARE, TOKEN, {}),
        ("not-printed", PaperState.FAILED, SEALED, {}),
    ):
        guest = guest_at(stage, service, **begun)
        guest.press("help")
        guest.press("to-window")
        album.take(guest, "sealing")
        guest.answer(HandOver, HandedOver("case", RECEIPT, code, online=code is TOKEN))
        album.take(guest, "printing")
        guest.answer(PrintSlip, Queued(JOB))
        guest.do(PaperMoved(guest.at_s, JOB, state))
        album.take(guest, name)
    guest = guest_at(stage, service)
    guest.press("help")
    guest.press("to-window")
    guest.answer(HandOver, Failed(Failure.DISK))
    album.take(guest, "not-kept")
