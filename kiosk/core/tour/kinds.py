"""Kinds of screen that no visit leads to yet, made by hand, so that each is drawn and measured too."""

from __future__ import annotations

from kiosk.core.screens import (
    Choice,
    Frame,
    Handoff,
    Rating,
    Row,
    StaffHome,
    Tone,
    Unlock,
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
    faces = (
        "emoticon-excited-outline",
        "emoticon-happy-outline",
        "emoticon-neutral-outline",
        "emoticon-sad-outline",
        "emoticon-angry-outline",
    )
    words = ("很好", "好", "一般", "不好", "很不好")
    album.keep(
        Rating(
            serial=0,
            frame=guest.visit.frame(primary=_primary("不评了", "arrow-right-thick")),
            title=W("今天用得顺不顺？"),
            lead=W("点一张脸就行，不记名字"),
            choices=tuple(
                Choice(f"face:{n}", W(text), icon=icon)
                for n, (text, icon) in enumerate(zip(words, faces, strict=True))
            ),
        ),
        "rating",
    )


def _for_staff(album: Album, guest: Guest) -> None:
    keys: tuple[Choice | None, ...] = (
        *(Choice(f"key:{n}", Words(str(n))) for n in range(1, 10)),
        None,
        Choice("key:0", Words("0")),
        Choice("key:back", Words("退一位"), icon="backspace-outline"),
    )
    unlock = guest.visit.frame(primary=Choice("next", Words("开锁"), icon="lock-open-outline"), silent=True)
    for name, text, fault in (("", "428 1", ""), ("fault", "428 193", "号码不对，请用手机再照一次左边的码")):
        album.keep(
            Unlock(
                serial=0,
                frame=unlock,
                title=Words("工作人员请扫码开锁"),
                lead=Words("用手机照这个码，把手机上的6位数按进来"),
                challenge="QS01-7K3M-9F2D",
                entry=Entry((EntryPart("part:0", text, "", 7, active=True),)),
                keys=keys,
                fault=Words(fault),
                choices=(Choice("pin", Words("手机不在身边"), icon="dialpad"),),
            ),
            "unlock",
            name,
        )
    tasks = (
        ("help-person", "帮人办事", "人在旁边，您来按", "account-supervisor-outline"),
        ("witness", "见证认证", "两个人的卡都要放", "account-check-outline"),
        ("drafts", "没办完的", "今天有3件", "file-clock-outline"),
        ("papers", "纸和墨", "大纸还剩一半", "printer-outline"),
        ("machine", "机器怎么样", "都好", "heart-pulse"),
        ("lock", "上锁", "走的时候一定要锁", "lock-outline"),
    )
    album.keep(
        StaffHome(
            serial=0,
            frame=guest.visit.frame(primary=Choice("lock", Words("上锁"), icon="lock-outline"), silent=True),
            title=Words("工作人员"),
            choices=tuple(
                Choice(id_, Words(text), detail=Words(detail), icon=icon) for id_, text, detail, icon in tasks
            ),
            rows=(
                Row(Words("网络"), value=Words("通的"), icon="wifi", tone=Tone.GOOD),
                Row(Words("打印机"), value=Words("没纸了"), icon="printer-alert", tone=Tone.URGENT),
            ),
        ),
        "staff-home",
    )
