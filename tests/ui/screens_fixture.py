"""One rich example of every kind of screen, as a village would see it, and the worst cases of some.

`examples(capacity)` gives as many rows and choices as a terminal's screen says it holds.
"""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.core.screens import (
    NOTHING,
    Capacity,
    CardState,
    Check,
    Choice,
    Consent,
    Display,
    Document,
    Eligibility,
    Entry,
    EntryPart,
    Guide,
    Home,
    Identify,
    Menu,
    MyAffairs,
    PagedList,
    Papers,
    PaperState,
    Progress,
    Question,
    Result,
    Row,
    Screen,
    Tone,
    Working,
)
from tests.ui.later_screens import later_examples
from tests.ui.samples import (
    AFFAIRS,
    ANSWERS,
    CERTIFICATES,
    DETAILS,
    DOMAINS,
    GUIDE_LINES,
    HOW,
    ID_KEYPAD,
    KEYPAD,
    LINES,
    MONTHS,
    PAPER_ROWS,
    RULES,
    SIGNS,
    STATIONS,
    STEPS,
    TAKE_CARD,
    WHO_PRESSED,
    H,
    W,
    c,
    frame,
)


def _date(year: str, month: str, day: str, active: int) -> Entry:
    return Entry(
        (
            EntryPart("part:year", year, "年", 4, active == 0),
            EntryPart("part:month", month, "月", 2, active == 1),
            EntryPart("part:day", day, "日", 2, active == 2),
        )
    )


DATE_PARTS = (c("part:year", "年"), c("part:month", "月"), c("part:day", "日"))


def examples(capacity: Capacity, display: Display) -> Iterator[tuple[str, Screen]]:
    """Every kind of screen, named."""
    k, d = capacity, display
    yield (
        "home",
        Home(
            1,
            frame(d, c("more", "还有别的", icon="dots-horizontal"), back=HOW, known=False),
            W("您要办什么？"),
            panel=Choice(
                "card",
                W("把身份证放在\n右下方黑色板子上"),
                W("看您的钱和要办的事"),
                "card-account-details-outline",
            ),
            choices=DOMAINS[: k.tiles],
            plate="below-right",
        ),
    )
    yield (
        "home-low",
        Home(
            2,
            frame(d, c("more", "还有别的", icon="dots-horizontal"), back=HOW, known=False, signs=SIGNS),
            W("您要办什么？"),
            panel=Choice(
                "card",
                W("把身份证放在下面黑色板子上"),
                W("看您的钱和要办的事"),
                "card-account-details-outline",
            ),
            choices=DOMAINS[: k.tiles],
            plate="below",
            note=W("今天窗口有人，到下午 5 点"),
            tools=(c("low", "够不着？把按钮放低", icon="arrow-collapse-down"),) if d.low else (),
        ),
    )
    yield (
        "menu",
        Menu(
            3,
            frame(d, c("more", "还有 3 样", icon="arrow-right-bold")),
            W("要打什么证明？"),
            W("没有您要的，点“找人帮我”"),
            choices=CERTIFICATES[: k.tiles],
            page=0,
            pages=2,
        ),
    )
    yield (
        "list",
        PagedList(
            4,
            frame(d, c("more", "看以前的", icon="arrow-right-bold")),
            W("每个月的养老钱"),
            rows=MONTHS[: k.rows],
            page=0,
            pages=3,
            as_of=W("截至 11月21日"),
            tools=(
                c("cover", "遮住钱数", icon="eye-off-outline"),
                c("wrong", "这个不对", icon="message-alert-outline"),
            ),
        ),
    )
    yield (
        "affairs",
        MyAffairs(
            5,
            frame(d, c("more", "还有 2 件", icon="arrow-right-bold"), strip=TAKE_CARD),
            W("您的钱和要办的事"),
            rows=AFFAIRS[: k.affairs],
            page=0,
            pages=2,
            as_of=W("截至 11月21日"),
            tools=(
                c("not-me", "不是我", icon="account-cancel-outline"),
                c("cover", "遮住钱数", icon="eye-off-outline"),
                c("wrong", "这个不对", icon="message-alert-outline"),
            ),
        ),
    )
    ways = (
        c("typed", "卡坏了，按号码（看钱要工作人员核一下）", icon="numeric"),
        c("without", "没带卡，能办什么", icon="help-circle-outline"),
    )
    for state, words in (
        (CardState.WAITING, "正在等您的卡"),
        (CardState.READING, "读到了，请别动卡"),
        (CardState.FAULT, "卡没放稳，请拿起来，再平放一次"),
    ):
        yield (
            f"identify-{state}",
            Identify(
                6 + list(CardState).index(state),
                frame(d, None),
                W("身份证放在右下方\n黑色板子上"),
                W("哪面朝上都行，连卡套放也行。放好别动。"),
                plate="below-right",
                state=state,
                state_words=W(words),
                choices=ways,
            ),
        )
    yield (
        "question-phone",
        Question(
            10,
            frame(d, filled=True),
            W("您的手机号是多少？"),
            W("办好了打这个电话告诉您"),
            steps=STEPS,
            choices=(c("record", "还是尾号 8000 这个"), c("unknown", "记不得、没有手机")),
            entry=Entry((EntryPart("phone", "138 0013 8", "", 13, active=True),), W("还差 3 位")),
            keys=KEYPAD,
        ),
    )
    yield (
        "question-id-fault",
        Question(
            11,
            frame(d, filled=True),
            W("请按身份证号码"),
            W("18 位，最后一位可能是 X"),
            entry=Entry((EntryPart("id", "990101 1942 0305 0018", "", 21, active=True),)),
            keys=ID_KEYPAD,
            fault=W("有一位不对。请看中间出生那几位：1942 0305，再看最后一位 8"),
            fault_boxes=("id",),
        ),
    )
    yield (
        "question-date",
        Question(
            12,
            frame(d),
            W("老人是哪天走的？"),
            W("照死亡证明上写的按"),
            steps=STEPS,
            choices=(c("unknown", "记不清哪天"),),
            entry=_date("2025", "11", "", 2),
            keys=KEYPAD,
            parts=DATE_PARTS,
        ),
    )
    yield (
        "question-yes-no",
        Question(
            13,
            frame(d, None),
            W("您现在领着别的老人补贴吗？"),
            W("比如百岁津贴、失能补贴。不知道也行"),
            steps=STEPS,
            choices=(
                c("yes", "领着", icon="check-bold"),
                c("no", "没领", icon="close-thick"),
                c("unknown", "不知道", icon="help-circle-outline"),
            ),
        ),
    )
    yield (
        "question-places",
        Question(
            14,
            frame(d, c("more", "还有 9 个村", icon="arrow-right-bold")),
            W("户口在哪个村？"),
            steps=STEPS,
            choices=tuple(
                c(f"v{i}", f"{name}村")
                for i, name in enumerate(("示例", "大石坝", "黄桷", "双河口", "柏树", "石桥铺"))
            ),
            pages=3,
        ),
    )
    yield (
        "question-several",
        Question(
            15,
            frame(d, filled=True),
            W("遇到了什么难处？可以选几样"),
            steps=STEPS,
            choices=(
                c("fire", "家里遭了灾", "火烧、水淹、房子垮", "home-flood", chosen=False),
                c("sick", "生了大病，没得钱了", "住院、长期吃药", "hospital-box-outline", chosen=True),
                c("accident", "出了事故", "车祸、摔伤", "car-emergency", chosen=False),
                c("school", "娃儿上学没钱", "", "school-outline", chosen=False),
                c("other", "别的难处", "找人说", "account-voice", chosen=False),
            )[: k.choices],
        ),
    )
    yield (
        "eligibility",
        Eligibility(
            16,
            frame(d, c("next", "接着办", icon="arrow-right-bold"), filled=True),
            W("可能能领 80岁老人补贴"),
            W("还有一样我们查不到，您交了申请，村上会核"),
            steps=STEPS,
            tone=Tone.URGENT,
            rows=RULES[: k.rows],
            choices=(c("why", "凭什么这么说"), c("stop", "先不办")),
        ),
    )
    yield (
        "papers",
        Papers(
            17,
            frame(d, filled=True),
            W("这些东西带来了吗？"),
            W("没带的点一下，改成“以后带”"),
            steps=STEPS,
            rows=PAPER_ROWS[: k.checks],
        ),
    )
    yield (
        "consent",
        Consent(
            18,
            frame(d, None),
            W("同意这样办吗？"),
            steps=STEPS,
            lines=LINES[: max(2, k.paragraphs - 1)],
            choices=(c("agree", "同意", icon="check-bold"), c("refuse", "不同意", icon="close-thick")),
        ),
    )
    yield (
        "check",
        Check(
            19,
            frame(d, c("send", "没错，交上去", icon="check-bold"), filled=True),
            W("请看看对不对"),
            steps=STEPS,
            rows=ANSWERS[: k.checks],
            pages=2,
        ),
    )
    yield (
        "check-who",
        Check(
            56,
            frame(d, None),
            W("刚才是谁按的？"),
            steps=STEPS,
            choices=WHO_PRESSED,
        ),
    )
    yield (
        "working",
        Working(
            20,
            frame(d, None),
            W("正在查您的养老钱"),
            W("请等一下，一般几秒钟就好"),
            icon="database-search-outline",
            choices=(c("cancel", "不等了，回去"),),
        ),
    )
    yield (
        "result",
        Result(
            21,
            frame(d, c("print", "打出来", icon="printer-outline"), strip=TAKE_CARD),
            W("11月养老钱"),
            W("11月10日已发，到没到看存折（尾号 3321）"),
            headline=H("185.00 元"),
            tone=Tone.GOOD,
            icon="cash-multiple",
            rows=DETAILS[: k.details],
            as_of=W("截至 11月21日"),
            choices=(c("months", "看每个月"), c("certificate", "打正在领钱的证明")),
            tools=(
                c("read", "念给我听", icon="volume-high"),
                c("cover", "遮住钱数", icon="eye-off-outline"),
                c("wrong", "这个不对", icon="message-alert-outline"),
            ),
        ),
    )
    yield (
        "guide",
        Guide(
            22,
            frame(d, c("print", "打清单", icon="printer-outline")),
            W("80岁老人补贴怎么办"),
            W("一个月里有答复，不要钱"),
            lines=GUIDE_LINES[: max(2, k.paragraphs - 1)],
            choices=(c("apply", "现在就申请"), c("who", "请人上门办")),
            pages=2,
        ),
    )
    yield (
        "progress",
        Progress(
            23,
            frame(d, None),
            W("您的80岁老人补贴"),
            headline=W("正在村里贴名字"),
            tone=Tone.URGENT,
            rows=STATIONS[: k.details],
            choices=(c("withdraw", "不办了，撤回来"), c("correct", "补正、改一改")),
        ),
    )
    for number, (paper, words) in enumerate(
        (
            (PaperState.READY, "打出来是这样的"),
            (PaperState.PRINTING, "正在打印，请等一下"),
            (PaperState.NEEDS_CARE, "缺纸了，已经喊李明来加"),
            (PaperState.DONE, "打好了，请拿走"),
            (PaperState.UNKNOWN, "不知道打出来没有，请看出纸口"),
        )
    ):
        yield (
            f"document-{paper}",
            Document(
                30 + number,
                frame(d, c("print", "打印", icon="printer-outline"), filled=paper is PaperState.READY),
                W("正在领钱的证明"),
                W("可以拿去办低保、办贷款"),
                state=paper,
                state_words=W(words),
                rows=(
                    Row(W("姓名"), NOTHING, H("示例·张大山")),
                    Row(W("每月领"), NOTHING, H("185.00 元")),
                    Row(W("管到哪天"), W("过了再打一张"), W("2026年2月21日")),
                )[: k.rows],
                choices=(c("purpose", "换个用处"),) if paper is PaperState.READY else (),
            ),
        )
    yield from later_examples(capacity, display)
