"""What stands on the example pages: rows, choices and lines, as a village would see them."""

from __future__ import annotations

from kiosk.core.screens import NOTHING, Choice, Display, Frame, Row, Sign, Steps, Strip, Tone, Words

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
    Row(
        H("养老钱年审（一年一回）", "有一件事快到期了"),
        H("12月3日前办。过了先停，补办以后补给您"),
        W("还有 12 天"),
        "calendar-alert",
        Tone.URGENT,
        c("go:certify", "去办", tone=Tone.URGENT),
    ),
    Row(
        H("11月养老钱"),
        H("11月10日已发，到没到看存折（尾号 3321）"),
        H("185.00 元"),
        "cash-multiple",
        Tone.GOOD,
        c("go:pension", "看每个月"),
    ),
    Row(
        H("您可能能领：80岁老人补贴"),
        H("您今年 82 岁，答两个问题就知道"),
        W("可能"),
        "gift-outline",
        Tone.GOOD,
        c("go:old-age", "看看能不能"),
    ),
    Row(
        H("有 1 件在办"),
        H("12月9日前有答复"),
        W("在县上"),
        "clipboard-clock-outline",
        Tone.PLAIN,
        c("go:cases", "打开看"),
    ),
    Row(
        H("2025年医保还没交"),
        H("12月31日前交，一个人 400 元，到村上或信用社交"),
        W("还没交"),
        "hospital-box-outline",
        Tone.URGENT,
        c("go:medical", "怎么交", tone=Tone.URGENT),
    ),
    Row(
        H("种地补贴"),
        H("8月20日已发，尾号 3321"),
        H("326.40 元"),
        "sprout-outline",
        Tone.GOOD,
        c("go:subsidy", "看每一笔"),
    ),
)
MONTHS = tuple(
    Row(
        H(f"{month}月养老钱"), H(f"{month}月10日已发，存折尾号 3321"), H("185.00 元"), "cash-check", Tone.GOOD
    )
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
    Row(
        W("户口在哪个村"),
        W("村里的登记"),
        H("示例村三组"),
        "",
        Tone.PLAIN,
        c("change:village", "改", icon="pencil"),
    ),
    Row(W("手机号"), W("您按的"), H("138 0013 8000"), "", Tone.PLAIN, c("change:phone", "改", icon="pencil")),
    Row(
        W("钱打到哪个存折"),
        W("村里的登记"),
        H("信用社 尾号 3321"),
        "",
        Tone.PLAIN,
        c("change:account", "改", icon="pencil"),
    ),
    Row(W("谁来领"), W("您选的"), H("本人自己领"), "", Tone.PLAIN, c("change:holder", "改", icon="pencil")),
)
WHO_PRESSED = (
    c("by:self", "本人", chosen=True),
    c("by:family", "家里人", chosen=False),
    c("by:neighbour", "邻居", chosen=False),
    c("by:staff", "工作人员", chosen=False),
)
PAPER_ROWS = (
    Row(
        W("身份证"),
        W("原件"),
        NOTHING,
        "card-account-details-outline",
        Tone.PLAIN,
        c("paper:id", "带来了", chosen=True),
    ),
    Row(
        W("户口簿"),
        W("本人那一页，复印一份；没带也能先办"),
        NOTHING,
        "book-open-outline",
        Tone.PLAIN,
        c("paper:register", "以后带", chosen=False),
    ),
    Row(
        W("社保卡或存折"),
        W("原件，看一下就还您"),
        NOTHING,
        "wallet-outline",
        Tone.PLAIN,
        c("paper:account", "带来了", chosen=True),
    ),
    Row(
        W("一寸照片"),
        W("白底，两张；也可以到窗口照"),
        NOTHING,
        "image-outline",
        Tone.PLAIN,
        c("paper:photo", "以后带", chosen=False),
    ),
)
RULES = (
    Row(W("满了 80 岁"), H("您今年 82 岁（看身份证）"), W("够了"), "check-circle", Tone.GOOD),
    Row(W("户口在本县"), H("村里的登记是示例村"), W("够了"), "check-circle", Tone.GOOD),
    Row(
        W("没有领别的老人补贴"),
        W("这个我们查不到，问了村上才知道"),
        W("还不知道"),
        "help-circle",
        Tone.URGENT,
    ),
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
