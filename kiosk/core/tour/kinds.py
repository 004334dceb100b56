"""Kinds of screen that no visit leads to yet, made by hand, so that each is drawn and measured too."""

from __future__ import annotations

from kiosk.core.screens import (
    Choice,
    Frame,
    Handoff,
    VoiceConfirm,
    Words,
)
from kiosk.core.tour.album import Album
from kiosk.core.tour.guest import Guest, Stage

W = Words.of


def other_kinds(stage: Stage) -> Album:
    """One page of each kind that waits for its part of the terminal; two where its words vary."""
    album = Album("kinds")
    guest = Guest(stage)
    guest.touch()
    guest.press("howto")
    around: Frame = guest.visit.frame()
    _for_everyone(album, around, guest)
    return album


def _primary(text: str, icon: str) -> Choice:
    return Choice("primary", W(text), icon=icon)


def _for_everyone(album: Album, around: Frame, guest: Guest) -> None:
    frame = guest.visit.frame(primary=_primary("纸条拿到了", "check-bold"), filled=True, back=None)
    album.keep(
        Handoff(
            serial=0,
            frame=frame,
            title=W("请拿着纸条到2号窗口"),
            lead=W("您填的都在纸条上，不用再说一遍"),
            lines=(W("带上身份证"), W("带上户口本，没带的以后补"), W("明天下午5点前都行")),
            slip=(W("示例镇便民服务中心"), W("2号窗口"), W("A 035 号")),
            note=W("屏幕上只是样子，码在纸条上"),
        ),
        "handoff",
    )
    album.keep(
        Handoff(
            serial=0,
            frame=frame,
            title=W("没打出条子，请让工作人员扫这里"),
            lead=W("回执号 QS01-000123-7，带身份证去也找得到"),
            lines=(W("请工作人员来扫屏幕上这个方块"), W("到示例镇便民服务中心，2号窗口")),
            note=W("给工作人员扫的，不是收款码"),
            code="1" + "0123456789" * 118,
        ),
        "handoff-code",
    )
    yes = _primary("是的", "check-bold")
    heard = (
        Choice("no", W("不是，我再说一遍"), icon="microphone"),
        Choice("touch", W("我用手点"), icon="hand-pointing-up"),
    )
    album.keep(
        VoiceConfirm(
            serial=0,
            frame=guest.visit.frame(primary=yes, filled=True),
            title=W("您是要查养老钱吗？"),
            icon="cash-multiple",
            choices=heard,
        ),
        "voice-confirm",
    )
    several = tuple(
        Choice(f"heard:{n}", W(text), detail=W(detail), icon=icon)
        for n, (text, detail, icon) in enumerate(
            (
                ("养老钱", "发了没有，发了多少", "cash-multiple"),
                ("医保 · 合作医疗", "交了没有，报了多少", "hospital-box-outline"),
                ("都不是", "再说一遍，或者用手点", "microphone"),
            )
        )
    )
    album.keep(
        VoiceConfirm(
            serial=0, frame=around, title=W("您要哪一样？"), lead=W("没听准，点一下就行"), choices=several
        ),
        "voice-choose",
    )
