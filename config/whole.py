"""Words that stay in one line: who spells his way along reads a cut word as two others.

Only words that pages are full of, no dictionary: a word that is missing here may be cut, as before.
"""

from __future__ import annotations

import re
from typing import Final

_WORDS: Final = """
    工作人员 便民服务中心 服务中心 综合服务 网格员 维护员 窗口 民政 社保 医保 合作医疗 养老保险 医疗保险
    城乡居民 居民 保险 身份证 社保卡 户口本 残疾证 老年证 出生证 银行卡 存折 折子 回执 纸条 条子 单子 名册
    证明 原件 照片 签字 手印 凭据 右下方 左下方 右下角 左下角 右上角 下面 上面 右边 左边 旁边 中间 黑色
    板子 屏幕 打印机 机器 话筒 耳机 密码 号码 手机号 手机 电话 尾号 名字 地址 户口 派出所 卫生院 医院
    银行 村里 村上 镇上 县上 家里人 家里 老人 娃娃 娃儿 老伴 儿女 亲戚 邻居 本人 残疾人 残疾 补贴 补助
    养老钱 年审 高龄 护理 生活 低保 五保 救助 难处 老人家 慢性病 看病 住院 吃药 报销 报账 报点 安葬费
    国家 部门 记录 资料 信息 内容 东西 问题 办法 时候 日子 地方 今天 明天 后天 今年 明年 现在 以后 以前
    已经 正在 马上 刚才 上一回 下一回 一回 一次 一遍 一下 一张 一件 一样 一起 一会儿 第一 一半 工作 登记
    申请 核对 见证 同意 打印 复印 补办 补给 恢复 清掉 放好 拿走 拿好 带来 带走 查到 查不到 看得到 看不到
    退回来 打进去 送出去 记下来 记不得 走不动 退一位 下一步 上一步 请人 找人 帮我 告诉 可以 可能 没有
    多半 或者 只能 什么 多少 怎么 哪些 哪个 哪里 自己 别人 别的 这个 那个 这里 那边 我们 您的 还是 再说
    接着 不是 不用 了解 目的 不了 改不了 到哪 哪一步 一步 进度 种地 任何 费用 收款码
"""
WORDS: Final = tuple(_WORDS.split())
"""Kept whole."""

HANGS_ON: Final = frozenset("的了吗呢吧们")
"""Belongs to the word before it."""
LEADS_ON: Final = frozenset("不没请第每")
"""Belongs to the word after it."""

_WORD = re.compile("|".join(sorted(WORDS, key=len, reverse=True)))


def inside(text: str) -> frozenset[int]:
    """Where a text must not be broken if it can be helped.

    Returns:
        Positions within words, before what belongs to the word before it, and after what belongs to the next.
    """
    found = {place for word in _WORD.finditer(text) for place in range(word.start() + 1, word.end())}
    found.update(
        place
        for place in range(1, len(text))
        if " " not in text[place - 1 : place + 1] and (text[place] in HANGS_ON or text[place - 1] in LEADS_ON)
    )
    return frozenset(found)
