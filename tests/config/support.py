"""A small folder without faults, to be broken on purpose."""

from __future__ import annotations

from pathlib import Path

from config.faults import ConfigFaults, Fault
from config.loader import load_folder

FACTS = frozenset(
    {
        "profile.as_of",
        "profile.phone",
        "profile.accounts",
        "profile.accounts.id",
        "profile.accounts.tail",
        "pension.as_of",
        "pension.status",
        "pension.monthly",
        "pension.certified_until",
        "pension.payments",
        "pension.payments.amount",
    }
)

QUERY = """\
id: pension
kind: query
title: 养老钱
official: 养老保险查询
detail: 发了没有
icon: cash-multiple
asked_as: [养老钱, 养老钱发了没得, 社保打钱了没]
basis: {rule: 示例县发〔2026〕1号（示例文号）, valid_until: 2027-12-31}
office: {name: 社保窗口, window: 3号窗口, phone: 023-0000 0103}
facts: [pension]
shown:
  headlines:
    - when: {expr: pension.status == 'paying', needs: [pension.status]}
      text: "每月 {pension.monthly|money} 元"
    - text: 没查到
  lists:
    - over: pension.payments
      title: 每个月
      button: 看每个月
      empty: 没有
      row: {label: 养老钱, value: "{item.amount|money} 元"}
affairs:
  - order: due
    days_until: pension.certified_until
    when: {expr: days <= 60, needs: [pension.certified_until]}
    title: 年审
    value: "还有 {days} 天"
    action: 去办
"""

DECLARE = """\
id: allowance
kind: declare
title: 申请补贴
official: 高龄津贴申请
detail: 满80岁
icon: human-cane
asked_as: [申请补贴, 满80国家给的钱, 高龄钱啷个办]
basis: {rule: 示例县发〔2026〕2号（示例文号）, valid_until: 2027-12-31}
office: {name: 民政窗口, window: 5号窗口, phone: 023-0000 0105}
eligibility:
  - expr: age >= 80
    needs: [age]
    why: 要满80岁
excludes: [pension]
papers:
  - {id: id-card, name: 身份证, without: true}
fields:
  - id: reach
    kind: choice
    ask: 怎么告诉您？
    label: 怎么告诉
    options:
      - {id: call, text: 打电话}
      - {id: visit, text: 到家里说}
  - id: phone
    kind: phone
    ask: {text: 手机号是多少？, say: 您的手机号是多少？}
    label: 手机号
    when: {expr: reach == 'call', needs: [reach]}
    known: {fact: profile.phone, mode: offer, text: "还是尾号 {profile.phone|tail} 这个"}
    skip: 没有手机
  - id: born
    kind: date
    ask: 哪天生的？
    label: 哪天
    low: -120y
    high: 0d
    checks:
      - {expr: value != reach, needs: [reach], why: 再看一下}
  - id: account
    kind: choice
    ask: 哪个折子？
    label: 折子
    options_from: {over: profile.accounts, id: item.id, text: "尾号 {item.tail}"}
consent:
  lines: [镇上要看您的年龄]
next:
  lines: [村上先核实]
  days: 15
"""

MENUS = """\
tiles:
  - id: pension
    title: 养老钱
    detail: 发了没有
    icon: cash-multiple
    services: [pension]
  - id: apply
    title: 我要申请
    detail: 补贴
    icon: file-edit-outline
    services: [allowance]
    home: false
"""

SETTINGS = """\
place: {name: 示例镇便民服务中心, area: 990101}
hours: {spans: [[09:00, 12:00], [13:30, 17:00]]}
"""

GOOD = {
    "services/pension.yaml": QUERY,
    "services/allowance.yaml": DECLARE,
    "menus.yaml": MENUS,
    "wording.yaml": "bar.back: {text: 上一步, say: 上一步}\nhome.title: 您要办什么？\n",
    "settings.yaml": SETTINGS,
    "words.yaml": "paying: 正在领\nyes: 是\n",
}


def write(folder: Path, files: dict[str, str]) -> Path:
    """Writes files under `folder`."""
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


def faults_of(folder: Path) -> tuple[Fault, ...]:
    """All faults of a folder; none if it loads."""
    try:
        load_folder(folder, FACTS)
    except ConfigFaults as error:
        return error.faults
    return ()
