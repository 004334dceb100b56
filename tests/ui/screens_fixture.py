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
    Closed,
    Consent,
    Display,
    Document,
    Eligibility,
    Ending,
    Entry,
    EntryPart,
    Frame,
    Guide,
    Handoff,
    Help,
    Home,
    Identify,
    Menu,
    Message,
    MyAffairs,
    Notice,
    PagedList,
    PaperState,
    Papers,
    Progress,
    Question,
    Rating,
    Receipt,
    Result,
    Row,
    Screen,
    Settings,
    Sign,
    StaffHome,
    Steps,
    StillThere,
    Strip,
    Tone,
    Unlock,
    VoiceConfirm,
    Words,
    Working,
)

W = Words.of
H = Words.hidden


def c(target: str, label: str, detail: str = "", icon: str = "", **more: object) -> Choice:
    return Choice(target, W(label), W(detail) if detail else NOTHING, icon, **more)  # type: ignore[arg-type]


BACK = c("back", "上一步", icon="arrow-left-bold")
HOW = c("how", "怎么用", icon="help-circle-outline")
AGAIN = c("again", "再念一遍", icon="replay")
SPEAK = c("speak", "用嘴说", icon="microphone")
HELP = c("help", "找人帮我", icon="account-group")
NEXT = c("next", "下一步", icon="arrow-right-bold")
SEE = c("see", "看不清", icon="glasses")
HEAR = c("hear", "听不清", icon="ear-hearing")
END = c("end", "办完了", icon="exit-run", tone=Tone.GOOD)
TAKE_CARD = Strip(W("请现在拿走身份证"), "card-account-details-outline")
SIGNS = (
    Sign("net", W("没联网"), "wifi-off", Tone.URGENT),
    Sign("paper", W("缺纸"), "printer-alert", Tone.URGENT),
)


def frame(
    display: Display,
    primary: Choice | None = NEXT,
    *,
    filled: bool = False,
    back: Choice | None = BACK,
    known: bool = True,
    strip: Strip | None = None,
    signs: tuple[Sign, ...] = (),
    silent: bool = False,
) -> Frame:
    return Frame(
        place=W("示例镇便民服务中心"),
        owner=W("不收钱 · 有事打 023-0000 0000 李明"),
        back=back,
        again=None if silent else AGAIN,
        speak=None if silent else SPEAK,
        help=HELP,
        primary=primary,
        primary_filled=filled,
        tools=(SEE, HEAR, END) if known else (SEE, HEAR),
        strip=strip,
        signs=signs,
        display=display,
        silent=silent,
    )


DOMAINS = (
    c("pension", "养老钱", "发了没有，发了多少", "cash-multiple"),
    c("medical", "医保 · 合作医疗", "交了没有，报了多少", "hospital-box-outline"),
    c("subsidy", "国家补贴", "种地的、老人的、残疾的", "hand-coin-outline"),
    c("print", "打证明", "参保、缴费、正在领钱", "certificate-outline"),
    c("apply", "我要申请", "老年证、老人补贴、救助", "file-document-edit-outline"),
    c("report", "反映问题", "路灯、路、水", "bullhorn-outline"),
)
CERTIFICATES = (
    c("c1", "买了保险的证明", "养老保险参保缴费", "certificate-outline"),
    c("c2", "交了多少钱的证明", "每年交的都在上面", "cash-check"),
    c("c3", "正在领钱的证明", "领养老钱的凭据", "account-cash-outline"),
    c("c4", "医保参保凭证", "今年的", "hospital-box-outline", enabled=False),
    c("c5", "办件回执再打一张", "要有回执号", "receipt-text-outline"),
    c("c6", "要带的东西清单", "每样事都有", "format-list-checks"),
)
AFFAIRS = (
    Row(H("养老钱年审（一年一回）", "有一件事快到期了"), H("12月3日前办。过了先停，补办以后补给您"),
        W("还有 12 天"), "calendar-alert", Tone.URGENT, c("go:certify", "去办", tone=Tone.URGENT)),
    Row(H("11月养老钱"), H("11月10日已发，到没到看存折（尾号 3321）"), H("185.00 元"), "cash-multiple",
        Tone.GOOD, c("go:pension", "看每个月")),
    Row(H("您可能能领：80岁老人补贴"), H("您今年 82 岁，答两个问题就知道"), W("可能"), "gift-outline",
        Tone.GOOD, c("go:old-age", "看看能不能")),
    Row(H("有 1 件在办"), H("12月9日前有答复"), W("在县上"), "clipboard-clock-outline", Tone.PLAIN,
        c("go:cases", "打开看")),
    Row(H("2025年医保还没交"), H("12月31日前交，一个人 400 元，到村上或信用社交"), W("还没交"),
        "hospital-box-outline", Tone.URGENT, c("go:medical", "怎么交", tone=Tone.URGENT)),
    Row(H("种地补贴"), H("8月20日已发，尾号 3321"), H("326.40 元"), "sprout-outline", Tone.GOOD, c("go:subsidy", "看每一笔")),
)  # fmt: skip
MONTHS = tuple(
    Row(H(f"{month}月养老钱"), H(f"{month}月10日已发，存折尾号 3321"), H("185.00 元"), "cash-check", Tone.GOOD)
    for month in (11, 10, 9, 8, 7, 6, 5)
)
DETAILS = (
    Row(H("基础养老金"), H("国家给的，每月一样"), H("145.00 元")),
    Row(H("个人账户"), H("您自己交的钱攒下的"), H("40.00 元")),
    Row(H("交了多少年"), NOTHING, H("15 年")),
    Row(H("打到哪个存折"), H("信用社，尾号 3321"), NOTHING),
    Row(H("上个月"), H("10月10日已发"), H("185.00 元")),
)
ANSWERS = (
    Row(W("申请人"), W("身份证上的"), H("示例·张大山"), "", Tone.PLAIN, c("change:who", "改", enabled=False)),
    Row(W("户口在哪个村"), W("村里的登记"), H("示例村三组"), "", Tone.PLAIN, c("change:village", "改", icon="pencil")),
    Row(W("手机号"), W("您按的"), H("138 0013 8000"), "", Tone.PLAIN, c("change:phone", "改", icon="pencil")),
    Row(W("钱打到哪个存折"), W("村里的登记"), H("信用社 尾号 3321"), "", Tone.PLAIN, c("change:account", "改", icon="pencil")),
    Row(W("谁来领"), W("您选的"), H("本人自己领"), "", Tone.PLAIN, c("change:holder", "改", icon="pencil")),
)  # fmt: skip
WHO_PRESSED = (
    c("by:self", "本人", chosen=True),
    c("by:family", "家里人", chosen=False),
    c("by:neighbour", "邻居", chosen=False),
    c("by:staff", "工作人员", chosen=False),
)
PAPER_ROWS = (
    Row(W("身份证"), W("原件"), NOTHING, "card-account-details-outline", Tone.PLAIN,
        c("paper:id", "带来了", chosen=True)),
    Row(W("户口簿"), W("本人那一页，复印一份；没带也能先办"), NOTHING, "book-open-outline", Tone.PLAIN,
        c("paper:register", "以后带", chosen=False)),
    Row(W("社保卡或存折"), W("原件，看一下就还您"), NOTHING, "wallet-outline", Tone.PLAIN,
        c("paper:account", "带来了", chosen=True)),
    Row(W("一寸照片"), W("白底，两张；也可以到窗口照"), NOTHING, "image-outline", Tone.PLAIN,
        c("paper:photo", "以后带", chosen=False)),
)  # fmt: skip
RULES = (
    Row(W("满了 80 岁"), H("您今年 82 岁（看身份证）"), W("够了"), "check-circle", Tone.GOOD),
    Row(W("户口在本县"), H("村里的登记是示例村"), W("够了"), "check-circle", Tone.GOOD),
    Row(W("没有领别的老人补贴"), W("这个我们查不到，问了村上才知道"), W("还不知道"), "help-circle", Tone.URGENT),
)
STATIONS = (
    Row(W("您交了申请"), W("本机收下的"), W("11月2日"), "", Tone.GOOD),
    Row(W("村上看过了"), W("示例村 王明"), W("11月6日"), "", Tone.GOOD),
    Row(W("名字在村里贴 5 天"), W("贴到 11月14日，现在还没人提意见"), W("正在办"), "", Tone.URGENT),
    Row(W("镇上、县上看"), W("最迟 12月9日有答复"), NOTHING, "", Tone.PLAIN),
    Row(W("把钱打到存折"), W("批下来的下个月起"), NOTHING, "", Tone.PLAIN),
)
KEYPAD: tuple[Choice | None, ...] = (
    *(c(f"key:{digit}", str(digit)) for digit in range(1, 10)),
    c("key:back", "退一位", icon="backspace-outline"),
    c("key:0", "0"),
    c("key:clear", "全擦掉", icon="eraser"),
)
ID_KEYPAD: tuple[Choice | None, ...] = (
    *(c(f"key:{digit}", str(digit)) for digit in range(1, 10)),
    c("key:X", "X"),
    c("key:0", "0"),
    c("key:back", "退一位", icon="backspace-outline"),
)
STEPS = Steps(W("申请80岁老人补贴 · 第 3 个问题，共 6 个"), 3, 6)
LINES = (
    W("我们要看您家的存款、收入、有没有车和房，只看够不够条件，看完不留。"),
    W("您的名字、村名和每月领多少，要在村里贴 5 天。身份证号和电话不贴。"),
    W("不同意也行，那就到镇上窗口办，自己带证明来。"),
    W("哪天不想领了，跟村上说一声就停。"),
    W("填错了不要紧，没批下来以前都可以改。"),
    W("有不清楚的，打 023-0000 0000 问李明。"),
)
GUIDE_LINES = (
    W("带上身份证和户口簿，到示例镇便民服务中心 2 号窗口。"),
    W("工作人员帮您填表，您签个名或按手印。"),
    W("名字在村里贴 5 天，没人提意见就送县上。"),
    W("30 天内打电话告诉您，钱打到您的存折。"),
    W("走不动的，打电话叫网格员上门，不要钱。"),
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
    yield "home", Home(
        1, frame(d, c("more", "还有别的", icon="dots-horizontal"), back=HOW, known=False), W("您要办什么？"),
        panel=Choice("card", W("把身份证放在\n右下方黑色板子上"), W("看您的钱和要办的事"), "card-account-details-outline"),
        choices=DOMAINS[: k.tiles], plate="below-right",
    )  # fmt: skip
    yield "home-low", Home(
        2, frame(d, c("more", "还有别的", icon="dots-horizontal"), back=HOW, known=False, signs=SIGNS), W("您要办什么？"),
        panel=Choice("card", W("把身份证放在下面黑色板子上"), W("看您的钱和要办的事"), "card-account-details-outline"),
        choices=DOMAINS[: k.tiles], plate="below", note=W("今天窗口有人，到下午 5 点"),
        tools=(c("low", "够不着？把按钮放低", icon="arrow-collapse-down"),) if d.low else (),
    )  # fmt: skip
    yield "menu", Menu(
        3, frame(d, c("more", "还有 3 样", icon="arrow-right-bold")), W("要打什么证明？"), W("没有您要的，点“找人帮我”"),
        choices=CERTIFICATES[: k.tiles], page=0, pages=2,
    )  # fmt: skip
    yield "list", PagedList(
        4, frame(d, c("more", "看以前的", icon="arrow-right-bold")), W("每个月的养老钱"), rows=MONTHS[: k.rows],
        page=0, pages=3, as_of=W("截至 11月21日"),
        tools=(c("cover", "遮住钱数", icon="eye-off-outline"), c("wrong", "这个不对", icon="message-alert-outline")),
    )  # fmt: skip
    yield "affairs", MyAffairs(
        5, frame(d, c("more", "还有 2 件", icon="arrow-right-bold"), strip=TAKE_CARD), W("您的钱和要办的事"),
        rows=AFFAIRS[: k.affairs], page=0, pages=2, as_of=W("截至 11月21日"),
        tools=(
            c("not-me", "不是我", icon="account-cancel-outline"),
            c("cover", "遮住钱数", icon="eye-off-outline"),
            c("wrong", "这个不对", icon="message-alert-outline"),
        ),
    )  # fmt: skip
    ways = (
        c("typed", "卡坏了，按号码（看钱要工作人员核一下）", icon="numeric"),
        c("without", "没带卡，能办什么", icon="help-circle-outline"),
    )
    for state, words in (
        (CardState.WAITING, "正在等您的卡"),
        (CardState.READING, "读到了，请别动卡"),
        (CardState.FAULT, "卡没放稳，请拿起来，再平放一次"),
    ):
        yield f"identify-{state}", Identify(
            6 + list(CardState).index(state), frame(d, None), W("身份证放在右下方\n黑色板子上"),
            W("哪面朝上都行，连卡套放也行。放好别动。"), plate="below-right", state=state, state_words=W(words),
            choices=ways,
        )  # fmt: skip
    yield "question-phone", Question(
        10, frame(d, filled=True), W("您的手机号是多少？"), W("办好了打这个电话告诉您"), steps=STEPS,
        choices=(c("record", "还是尾号 8000 这个"), c("unknown", "记不得、没有手机")),
        entry=Entry((EntryPart("phone", "138 0013 8", "", 13, active=True),), W("还差 3 位")), keys=KEYPAD,
    )  # fmt: skip
    yield "question-id-fault", Question(
        11, frame(d, filled=True), W("请按身份证号码"), W("18 位，最后一位可能是 X"),
        entry=Entry((EntryPart("id", "990101 1942 0305 0018", "", 21, active=True),)), keys=ID_KEYPAD,
        fault=W("有一位不对。请看中间出生那几位：1942 0305，再看最后一位 8"), fault_boxes=("id",),
    )  # fmt: skip
    yield "question-date", Question(
        12, frame(d), W("老人是哪天走的？"), W("照死亡证明上写的按"), steps=STEPS, choices=(c("unknown", "记不清哪天"),),
        entry=_date("2025", "11", "", 2), keys=KEYPAD, parts=DATE_PARTS,
    )  # fmt: skip
    yield "question-yes-no", Question(
        13, frame(d, None), W("您现在领着别的老人补贴吗？"), W("比如百岁津贴、失能补贴。不知道也行"), steps=STEPS,
        choices=(
            c("yes", "领着", icon="check-bold"), c("no", "没领", icon="close-thick"),
            c("unknown", "不知道", icon="help-circle-outline"),
        ),
    )  # fmt: skip
    yield "question-places", Question(
        14, frame(d, c("more", "还有 9 个村", icon="arrow-right-bold")), W("户口在哪个村？"), steps=STEPS,
        choices=tuple(c(f"v{i}", f"{name}村") for i, name in enumerate(
            ("示例", "大石坝", "黄桷", "双河口", "柏树", "石桥铺"))), pages=3,
    )  # fmt: skip
    yield "question-several", Question(
        15, frame(d, filled=True), W("遇到了什么难处？可以选几样"), steps=STEPS,
        choices=(
            c("fire", "家里遭了灾", "火烧、水淹、房子垮", "home-flood", chosen=False),
            c("sick", "生了大病，没得钱了", "住院、长期吃药", "hospital-box-outline", chosen=True),
            c("accident", "出了事故", "车祸、摔伤", "car-emergency", chosen=False),
            c("school", "娃儿上学没钱", "", "school-outline", chosen=False),
            c("other", "别的难处", "找人说", "account-voice", chosen=False),
        )[: k.choices],
    )  # fmt: skip
    yield "eligibility", Eligibility(
        16, frame(d, c("next", "接着办", icon="arrow-right-bold"), filled=True), W("可能能领 80岁老人补贴"),
        W("还有一样我们查不到，您交了申请，村上会核"), steps=STEPS, tone=Tone.URGENT, rows=RULES[: k.rows],
        choices=(c("why", "凭什么这么说"), c("stop", "先不办")),
    )  # fmt: skip
    yield "papers", Papers(
        17, frame(d, filled=True), W("这些东西带来了吗？"), W("没带的点一下，改成“以后带”"), steps=STEPS,
        rows=PAPER_ROWS[: k.checks],
    )  # fmt: skip
    yield "consent", Consent(
        18, frame(d, None), W("同意这样办吗？"), steps=STEPS, lines=LINES[: max(2, k.paragraphs - 1)],
        choices=(c("agree", "同意", icon="check-bold"), c("refuse", "不同意", icon="close-thick")),
    )  # fmt: skip
    yield "check", Check(
        19, frame(d, c("send", "没错，交上去", icon="check-bold"), filled=True), W("请看看对不对"), steps=STEPS,
        rows=ANSWERS[: k.checks], pages=2,
    )  # fmt: skip
    yield "check-who", Check(
        56, frame(d, None), W("刚才是谁按的？"), steps=STEPS, choices=WHO_PRESSED,
    )  # fmt: skip
    yield "working", Working(
        20, frame(d, None), W("正在查您的养老钱"), W("请等一下，一般几秒钟就好"), icon="database-search-outline",
        choices=(c("cancel", "不等了，回去"),),
    )  # fmt: skip
    yield "result", Result(
        21, frame(d, c("print", "打出来", icon="printer-outline"), strip=TAKE_CARD), W("11月养老钱"), W("11月10日已发，到没到看存折（尾号 3321）"),
        headline=H("185.00 元"), tone=Tone.GOOD, icon="cash-multiple", rows=DETAILS[: max(1, k.rows - 2)], as_of=W("截至 11月21日"),
        choices=(c("months", "看每个月"), c("certificate", "打正在领钱的证明")),
        tools=(c("read", "念给我听", icon="volume-high"), c("cover", "遮住钱数", icon="eye-off-outline"),
               c("wrong", "这个不对", icon="message-alert-outline")),
    )  # fmt: skip
    yield "guide", Guide(
        22, frame(d, c("print", "打清单", icon="printer-outline")), W("80岁老人补贴怎么办"), W("一个月里有答复，不要钱"),
        lines=GUIDE_LINES[: max(2, k.paragraphs - 1)], choices=(c("apply", "现在就申请"), c("who", "请人上门办")), pages=2,
    )  # fmt: skip
    yield "progress", Progress(
        23, frame(d, None), W("您的80岁老人补贴"), headline=W("正在村里贴名字"), tone=Tone.URGENT, rows=STATIONS[: max(1, k.rows - 2)],
        choices=(c("withdraw", "不办了，撤回来"), c("correct", "补正、改一改")),
    )  # fmt: skip
    for number, (state, words) in enumerate(
        (
            (PaperState.READY, "打出来是这样的"),
            (PaperState.PRINTING, "正在打印，请等一下"),
            (PaperState.NEEDS_CARE, "缺纸了，已经喊李明来加"),
            (PaperState.DONE, "打好了，请拿走"),
            (PaperState.UNKNOWN, "不知道打出来没有，请看出纸口"),
        )
    ):
        yield f"document-{state}", Document(
            30 + number, frame(d, c("print", "打印", icon="printer-outline"), filled=state is PaperState.READY),
            W("正在领钱的证明"), W("可以拿去办低保、办贷款"), state=state, state_words=W(words),
            rows=(
                Row(W("姓名"), NOTHING, H("示例·张大山")),
                Row(W("每月领"), NOTHING, H("185.00 元")),
                Row(W("管到哪天"), W("过了再打一张"), W("2026年2月21日")),
            )[: k.rows],
            choices=(c("purpose", "换个用处"),) if state is PaperState.READY else (),
        )  # fmt: skip
    yield "receipt", Receipt(
        40, frame(d, c("done", "办好了", icon="check-bold"), filled=True), W("交上去了，记住这个号"), number=W("S1-000127-4"),
        state_words=W("已送到服务中心，部门还没受理"), tone=Tone.GOOD,
        rows=(
            Row(W("下一步"), W("村上看，名字贴 5 天"), NOTHING),
            Row(W("几时有信"), W("最迟 12月9日"), NOTHING),
            Row(W("问谁"), W("李明 023-0000 0000"), NOTHING),
        )[: k.rows],
        choices=(c("print", "打回执", icon="printer-outline"), c("other", "再办一件")),
    )  # fmt: skip
    yield "handoff", Handoff(
        41, frame(d, c("taken", "纸条拿了，办完", icon="check-bold"), filled=True), W("纸条出来了，请拿好"),
        lines=(W("拿着纸条到 2 号窗口"), W("工作人员接着帮您办，填过的不用再填"), W("今天 5 点前都能去。纸条丢了，报身份证也行")),
        slip=(W("80岁老人补贴"), W("办到一半 · 还差 3 项"), W("到 2 号窗口"), W("示例镇 · 11月21日 9:41")),
        note=W("纸条上的码不是收款码，不要钱。"),
    )  # fmt: skip
    yield "help", Help(
        42, frame(d, None), W("找谁帮您？"), W("不着急，填的都还在"),
        choices=(
            c("call", "喊李明过来", "就在 2 号窗口，一般 5 分钟", "account-voice"),
            c("paper", "打张纸条，到窗口接着办", "填过的不用再填", "receipt-text-outline"),
            c("home", "请网格员到家里", "王明，不要钱", "home-account"),
        ),
        rows=(Row(W("电话"), W("今天上班到 5 点"), W("023-0000 0000"), "phone"),),
    )  # fmt: skip
    yield "message", Message(
        43, frame(d, None), W("县里的电脑没答应，不是您的错"),
        W("您填的都还在。可以等一下再查，也可以打张纸条，到 2 号窗口请李明接着查。今天有人，到下午 5 点。"),
        tone=Tone.URGENT, icon="lan-disconnect",
        choices=(c("retry", "再查一次"), c("paper", "打张纸条到窗口办"), c("leave", "不查了，回第一页")),
    )  # fmt: skip
    yield "voice-confirm", VoiceConfirm(
        44, frame(d, None), W("您是要查养老钱吗？"), W("听到的是：“这个月老人钱有好多”"), icon="cash-multiple",
        choices=(c("yes", "是的", icon="check-bold"), c("no", "不是", icon="close-thick")),
    )  # fmt: skip
    yield "voice-choose", VoiceConfirm(
        45, frame(d, None), W("您要的是哪一样？"), choices=DOMAINS[: min(4, k.tiles)],
    )  # fmt: skip
    yield "still-there", StillThere(
        46, frame(d, None), W("还在吗？"), W("没人点，就把您的资料收起来，填的存到纸条上"), left_s=32, total_s=45,
        choices=(c("here", "我还在", icon="hand-wave-outline"),),
    )  # fmt: skip
    yield "ending", Ending(
        47, frame(d, c("home", "回第一页", icon="home-outline"), back=None, known=False), W("您的信息已清掉"),
        lines=(W("请带走身份证"), W("请带走打出来的纸"), W("您办的事还在办，有信打电话告诉您")), icon="check-circle-outline",
    )  # fmt: skip
    yield "ending-paper", Ending(
        48, frame(d, None, back=None, known=False), W("正在打印，请等一下"),
        lines=(W("您的信息已清掉"), W("纸从下面出来，拿好再走")), paper=PaperState.PRINTING,
    )  # fmt: skip
    yield "settings-see", Settings(
        49, frame(d, c("done", "好了", icon="check-bold"), filled=True), W("怎样看得清？"),
        choices=(
            c("size:standard", "字小一点", icon="format-font-size-decrease", chosen=False),
            c("size:elder", "字大", icon="format-size", chosen=True),
            c("size:extra-large", "字再大些", icon="format-font-size-increase", chosen=False),
            c("theme:contrast-light", "白底黑字", icon="weather-sunny", chosen=False),
            c("theme:contrast-dark", "黑底白字", icon="weather-night", chosen=False),
            c("low", "按钮放低", icon="arrow-collapse-down", chosen=False),
        ),
        sample=W("您的养老钱 185.00 元，11月10日已发"),
    )  # fmt: skip
    yield "settings-hear", Settings(
        50, frame(d, c("done", "好了", icon="check-bold"), filled=True), W("怎样听得清？"),
        choices=(
            c("louder", "大声点", icon="volume-plus"), c("softer", "小声点", icon="volume-minus"),
            c("slower", "慢点说", icon="tortoise"), c("faster", "快点说", icon="rabbit"),
            c("mute", "不念了", icon="volume-off", chosen=False),
            c("phones", "戴耳机", "插孔在右边", "headphones", enabled=False),
        ),
    )  # fmt: skip
    yield "rating", Rating(
        51, frame(d, c("skip", "不评了")), W("今天办得怎么样？"), W("点一张脸，不记名字"),
        choices=tuple(c(f"face:{i}", word) for i, word in enumerate(("很满意", "满意", "一般", "不满意", "很不满意"))),
    )  # fmt: skip
    yield "closed", Closed(
        52, frame(d, None, back=None, known=False, signs=SIGNS), W("这台机器今天歇一下"), W("读卡的坏了，已经报修，不是您的错"),
        icon="wrench-clock",
        rows=(Row(W("几时好"), NOTHING, W("明天上午")), Row(W("现在可以"), W("到 2 号窗口找李明"), NOTHING),
              Row(W("电话"), NOTHING, W("023-0000 0000"))),
    )  # fmt: skip
    yield "notice", Notice(
        53, frame(d, c("ok", "晓得了", icon="check-bold"), filled=True), W("今晚有大暴雨，河边的人家请搬到村小学"),
        tone=Tone.URGENT, icon="weather-pouring",
        lines=(W("村小学已经开门，有热水和被子。"), W("走不动的打 023-0000 0000，有车来接。")),
        choices=(c("more", "看去哪里、怎么走"),),
    )  # fmt: skip
    yield "unlock", Unlock(
        54, frame(d, None, known=False, silent=True), W("工作人员开锁"), W("用手机拍这个码，按手机上的 6 位数"),
        challenge="S1:8F3K-22QX-7710", entry=Entry((EntryPart("code", "42 1", "", 7, active=True),), W("还差 3 位")),
        keys=KEYPAD, choices=(c("pin", "用密码"),),
    )  # fmt: skip
    yield "staff", StaffHome(
        55, frame(d, c("lock", "锁上", icon="lock-outline"), known=False, silent=True), W("工作人员"),
        choices=(c("assist", "帮人办", icon="account-heart-outline"), c("paper", "加纸、取卡纸", icon="printer-outline"),
                 c("test", "自己检查一遍", icon="stethoscope"), c("journal", "今天办了些啥", icon="clipboard-text-outline"))[: k.choices],
        rows=(Row(W("打印机"), NOTHING, W("好"), "printer-check", Tone.GOOD),
              Row(W("读卡器"), NOTHING, W("好"), "card-account-details-outline", Tone.GOOD),
              Row(W("没送出去的"), NOTHING, W("2 件"), "tray-full", Tone.URGENT)),
    )  # fmt: skip
