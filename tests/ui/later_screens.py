"""The second half of the example pages: from the receipt to the staff's page."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.core.screens import (
    NOTHING,
    Capacity,
    Closed,
    Display,
    Ending,
    Entry,
    EntryPart,
    Handoff,
    Help,
    Message,
    Notice,
    PaperState,
    Rating,
    Receipt,
    Row,
    Screen,
    Settings,
    StaffHome,
    StillThere,
    Tone,
    Unlock,
    VoiceConfirm,
)
from tests.ui.samples import (
    DOMAINS,
    KEYPAD,
    SIGNS,
    W,
    c,
    frame,
)


def later_examples(capacity: Capacity, display: Display) -> Iterator[tuple[str, Screen]]:
    """The pages from the receipt on, named."""
    k, d = capacity, display
    yield (
        "receipt",
        Receipt(
            40,
            frame(d, c("done", "办好了", icon="check-bold"), filled=True),
            W("交上去了，记住这个号"),
            number=W("S1-000127-4"),
            state_words=W("已送到服务中心，部门还没受理"),
            tone=Tone.GOOD,
            rows=(
                Row(W("下一步"), W("村上看，名字贴 5 天"), NOTHING),
                Row(W("几时有信"), W("最迟 12月9日"), NOTHING),
                Row(W("问谁"), W("李明 023-0000 0000"), NOTHING),
            )[: k.rows],
            choices=(c("print", "打回执", icon="printer-outline"), c("other", "再办一件")),
        ),
    )
    yield (
        "handoff",
        Handoff(
            41,
            frame(d, c("taken", "纸条拿了，办完", icon="check-bold"), filled=True),
            W("纸条出来了，请拿好"),
            lines=(
                W("拿着纸条到 2 号窗口"),
                W("工作人员接着帮您办，填过的不用再填"),
                W("今天 5 点前都能去。纸条丢了，报身份证也行"),
            ),
            slip=(
                W("80岁老人补贴"),
                W("办到一半 · 还差 3 项"),
                W("到 2 号窗口"),
                W("示例镇 · 11月21日 9:41"),
            ),
            note=W("纸条上的码不是收款码，不要钱。"),
        ),
    )
    yield (
        "help",
        Help(
            42,
            frame(d, None),
            W("找谁帮您？"),
            W("不着急，填的都还在"),
            choices=(
                c("call", "喊李明过来", "就在 2 号窗口，一般 5 分钟", "account-voice"),
                c("paper", "打张纸条，到窗口接着办", "填过的不用再填", "receipt-text-outline"),
                c("home", "请网格员到家里", "王明，不要钱", "home-account"),
            ),
            rows=(Row(W("电话"), W("今天上班到 5 点"), W("023-0000 0000"), "phone"),),
        ),
    )
    yield (
        "message",
        Message(
            43,
            frame(d, None),
            W("县里的电脑没答应，不是您的错"),
            W("您填的都还在。可以等一下再查，也可以打张纸条，到 2 号窗口请李明接着查。今天到下午 5 点。"),
            tone=Tone.URGENT,
            icon="lan-disconnect",
            choices=(c("retry", "再查一次"), c("paper", "打张纸条到窗口办"), c("leave", "不查了，回第一页")),
        ),
    )
    yield (
        "voice-confirm",
        VoiceConfirm(
            44,
            frame(d, None),
            W("您是要查养老钱吗？"),
            W("听到的是：“这个月老人钱有好多”"),
            icon="cash-multiple",
            choices=(c("yes", "是的", icon="check-bold"), c("no", "不是", icon="close-thick")),
        ),
    )
    yield (
        "voice-choose",
        VoiceConfirm(
            45,
            frame(d, None),
            W("您要的是哪一样？"),
            choices=DOMAINS[: min(4, k.tiles)],
        ),
    )
    yield (
        "still-there",
        StillThere(
            46,
            frame(d, None),
            W("还在吗？"),
            W("没人点，就把您的资料收起来，填的存到纸条上"),
            left_s=32,
            total_s=45,
            choices=(c("here", "我还在", icon="hand-wave-outline"),),
        ),
    )
    yield (
        "ending",
        Ending(
            47,
            frame(d, c("home", "回第一页", icon="home-outline"), back=None, known=False),
            W("您的信息已清掉"),
            lines=(W("请带走身份证"), W("请带走打出来的纸"), W("您办的事还在办，有信打电话告诉您")),
            icon="check-circle-outline",
        ),
    )
    yield (
        "ending-paper",
        Ending(
            48,
            frame(d, None, back=None, known=False),
            W("正在打印，请等一下"),
            lines=(W("您的信息已清掉"), W("纸从下面出来，拿好再走")),
            paper=PaperState.PRINTING,
        ),
    )
    yield (
        "settings-see",
        Settings(
            49,
            frame(d, c("done", "好了", icon="check-bold"), filled=True),
            W("怎样看得清？"),
            choices=(
                c("size:standard", "字小一点", icon="format-font-size-decrease", chosen=False),
                c("size:elder", "字大", icon="format-size", chosen=True),
                c("size:extra-large", "字再大些", icon="format-font-size-increase", chosen=False),
                c("theme:contrast-light", "白底黑字", icon="weather-sunny", chosen=False),
                c("theme:contrast-dark", "黑底白字", icon="weather-night", chosen=False),
                c("low", "按钮放低", icon="arrow-collapse-down", chosen=False),
            ),
            sample=W("您的养老钱 185.00 元，11月10日已发"),
        ),
    )
    yield (
        "settings-hear",
        Settings(
            50,
            frame(d, c("done", "好了", icon="check-bold"), filled=True),
            W("怎样听得清？"),
            choices=(
                c("louder", "大声点", icon="volume-plus"),
                c("softer", "小声点", icon="volume-minus"),
                c("slower", "慢点说", icon="tortoise"),
                c("faster", "快点说", icon="rabbit"),
                c("mute", "不念了", icon="volume-off", chosen=False),
                c("phones", "戴耳机", "插孔在右边", "headphones", enabled=False),
            ),
        ),
    )
    yield (
        "rating",
        Rating(
            51,
            frame(d, c("skip", "不评了")),
            W("今天办得怎么样？"),
            W("点一张脸，不记名字"),
            choices=tuple(
                c(f"face:{i}", word)
                for i, word in enumerate(("很满意", "满意", "一般", "不满意", "很不满意"))
            ),
        ),
    )
    yield (
        "closed",
        Closed(
            52,
            frame(d, None, back=None, known=False, signs=SIGNS),
            W("这台机器今天歇一下"),
            W("读卡的坏了，已经报修，不是您的错"),
            icon="wrench-clock",
            rows=(
                Row(W("几时好"), NOTHING, W("明天上午")),
                Row(W("现在可以"), W("到 2 号窗口找李明"), NOTHING),
                Row(W("电话"), NOTHING, W("023-0000 0000")),
            ),
        ),
    )
    yield (
        "notice",
        Notice(
            53,
            frame(d, c("ok", "晓得了", icon="check-bold"), filled=True),
            W("今晚有大暴雨，河边的人家请搬到村小学"),
            tone=Tone.URGENT,
            icon="weather-pouring",
            lines=(W("村小学已经开门，有热水和被子。"), W("走不动的打 023-0000 0000，有车来接。")),
            choices=(c("more", "看去哪里、怎么走"),),
        ),
    )
    yield (
        "unlock",
        Unlock(
            54,
            frame(d, None, known=False, silent=True),
            W("工作人员开锁"),
            W("用手机拍这个码，按手机上的 6 位数"),
            challenge="S1:8F3K-22QX-7710",
            entry=Entry((EntryPart("code", "42 1", "", 7, active=True),), W("还差 3 位")),
            keys=KEYPAD,
            choices=(c("pin", "用密码"),),
        ),
    )
    yield (
        "staff",
        StaffHome(
            55,
            frame(d, c("lock", "锁上", icon="lock-outline"), known=False, silent=True),
            W("工作人员"),
            choices=(
                c("assist", "帮人办", icon="account-heart-outline"),
                c("paper", "加纸、取卡纸", icon="printer-outline"),
                c("test", "自己检查一遍", icon="stethoscope"),
                c("journal", "今天办了些啥", icon="clipboard-text-outline"),
            )[: k.choices],
            rows=(
                Row(W("打印机"), NOTHING, W("好"), "printer-check", Tone.GOOD),
                Row(W("读卡器"), NOTHING, W("好"), "card-account-details-outline", Tone.GOOD),
                Row(W("没送出去的"), NOTHING, W("2 件"), "tray-full", Tone.URGENT),
            ),
        ),
    )
