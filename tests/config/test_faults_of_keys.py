"""Faults of keys and values: unknown, missing, of a wrong kind, too long, twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.config.faulty import A, Case, P, breaks

pytestmark = pytest.mark.whole


CASES = [
    Case(
        "unknown key",
        A,
        "detail: 满80岁",
        "detial: 满80岁",
        "detial",
        "not a known key",
        "did you mean 'detail'",
    ),
    Case(
        "unknown key deep",
        A,
        'mode: offer, text: "还是尾号 {profile.phone|tail} 这个"',
        "mode: take, facts: x",
        "known:",
        "'facts' is not a known key",
        "did you mean 'fact'",
    ),
    Case(
        "key without likeness",
        A,
        "    skip: 没有手机",
        "    zzzz: 没有手机",
        "zzzz",
        "not a known key",
        "known here: ",
    ),
    Case(
        "missing key", A, "    label: 怎么告诉\n", "", "id: reach", "'label' is missing", "add a line 'label:"
    ),
    Case(
        "missing part of a kind",
        A,
        "next:\n  lines: [村上先核实]\n  days: 15\n",
        "",
        "id: allowance",
        "needs 'next'",
        "docs/services.md",
    ),
    Case(
        "a death that is suggested",
        P,
        "kind: query\n",
        "kind: query\nsober: true\n",
        "",
        "nobody is reminded of a death",
        "docs/services.md",
    ),
    Case(
        "no consent",
        A,
        "consent:\n  lines: [镇上要看您的年龄]\n",
        "",
        "id: allowance",
        "needs 'consent'",
        "docs/services.md",
    ),
    Case(
        "list for a text",
        A,
        "title: 申请补贴",
        "title: [申请, 补贴]",
        "title:",
        "a list of 2",
        "write a text here",
    ),
    Case(
        "text for a list",
        P,
        "asked_as: [养老钱, 养老钱发了没得, 社保打钱了没]",
        "asked_as: 养老钱",
        "asked_as",
        "'养老钱'",
        "write a list",
    ),
    Case(
        "text for keys",
        P,
        "office: {name: 社保窗口, window: 3号窗口, phone: 023-0000 0103}",
        "office: 社保窗口",
        "office:",
        "'社保窗口'",
        "write keys with values",
    ),
    Case("too few ways to ask", P, ", 社保打钱了没]", "]", "asked_as", "at least 3", "give at least 3"),
    Case(
        "not one of a set",
        A,
        "kind: phone",
        "kind: telephone",
        "kind: telephone",
        "'telephone'",
        "use one of",
    ),
    Case(
        "not a literal", A, "mode: offer", "mode: maybe", "known:", "'maybe'", "use one of 'take' or 'offer'"
    ),
    Case(
        "not a yes or no",
        A,
        "without: true",
        "without: perhaps",
        "without",
        "'perhaps'",
        "write true or false",
    ),
    Case("no number", A, "days: 15", "days: soon", "days: soon", "'soon'", "write a whole number"),
    Case("number too large", A, "days: 15", "days: 1500", "days: 1500", "'1500'", "use 365 or less"),
    Case(
        "no date",
        P,
        "valid_until: 2027-12-31",
        "valid_until: 2027-13-31",
        "basis:",
        "'2027-13-31'",
        "write a date like",
    ),
    Case(
        "no phone",
        P,
        "phone: 023-0000 0103",
        "phone: 窗口电话",
        "office:",
        "'窗口电话'",
        "write a phone number",
    ),
    Case("no id", A, "{id: call, text", "{id: Call!, text", "Call!", "'Call!'", "small letters"),
    Case(
        "text too long", A, "why: 要满80岁", f"why: {'长' * 130}", "why: 长", "120 characters", "at most 120"
    ),
    Case("text empty", A, "title: 申请补贴", "title: ''", "title:", "''", "write a text here"),
    Case(
        "choice without options",
        A,
        "    options:\n      - {id: call, text: 打电话}\n      - {id: visit, text: 到家里说}\n",
        "",
        "id: reach",
        "needs 'options'",
        "docs/services.md",
    ),
    Case(
        "duplicate key",
        A,
        "official: 高龄津贴申请",
        "official: 高龄津贴申请\ntitle: 又来",
        "title: 又来",
        "stands here twice (first in line 3)",
        "delete one",
    ),
    Case(
        "duplicate key with children",
        A,
        "consent:",
        "papers: [{id: b, name: 户口本}]\nconsent:",
        "papers: [{id: b",
        "twice",
        "delete one",
    ),
    Case(
        "duplicate option",
        A,
        "{id: visit, text",
        "{id: call, text",
        "到家里说",
        "'call' is used twice",
        "another id",
    ),
    Case(
        "duplicate field",
        A,
        "- id: phone",
        "- id: reach",
        "- id: reach\n    kind: phone",
        "'reach' is used twice",
        "another id",
    ),
    Case(
        "file and id differ",
        A,
        "id: allowance",
        "id: bonus",
        "id: bonus",
        "named allowance.yaml",
        "id: allowance",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_it_is_told_with_its_line_and_a_way_out(case: Case, tmp_path: Path) -> None:
    breaks(case, tmp_path)
