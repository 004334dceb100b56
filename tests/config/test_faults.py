"""Every kind of fault is told with its file, its line, what is wrong and the way out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from config.loader import load_folder
from tests.config.support import FACTS, GOOD, faults_of, write

pytestmark = pytest.mark.whole

P, A, M = "services/pension.yaml", "services/allowance.yaml", "menus.yaml"


@dataclass(frozen=True)
class Case:
    """One way to break the good folder: `old` becomes `new`; the fault stands where `at` does."""

    name: str
    file: str
    old: str
    new: str
    at: str
    what: str
    way_out: str


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
    Case(
        "expression does not parse",
        A,
        "expr: age >= 80",
        "expr: age >= ",
        "expr: age >=",
        "does not parse",
        "age >= 80",
    ),
    Case(
        "expression of two",
        A,
        "expr: age >= 80",
        "expr: age >= 80; age",
        "expr: age >=",
        "does not parse",
        "age >= 80",
    ),
    Case(
        "expression assigns",
        A,
        "expr: age >= 80",
        "expr: age = 80",
        "expr: age =",
        "not a condition",
        "age >= 80",
    ),
    Case(
        "expression with code",
        A,
        "expr: age >= 80",
        'expr: "[a for a in age]"',
        "expr: ",
        "'ListComp' is not possible",
        "age >= 80",
    ),
    Case(
        "unknown function",
        A,
        "expr: age >= 80",
        "expr: open('x') == age",
        "expr: open",
        "no such function",
        "age >= 80",
    ),
    Case(
        "method for a fact",
        P,
        "expr: pension.status == 'paying'",
        "expr: len(pension.items) > 0",
        "pension.items",
        "'.items' can't be told",
        "age >= 80",
    ),
    Case(
        "compared with nothing",
        A,
        "expr: age >= 80",
        "expr: age != None",
        "expr: age",
        "can't be compared",
        "age >= 80",
    ),
    Case(
        "wrong arguments",
        A,
        "expr: age >= 80",
        "expr: len(age, 2) > 1",
        "expr: len",
        "takes 1 argument",
        "age >= 80",
    ),
    Case(
        "name not in needs",
        A,
        "needs: [age]",
        "needs: []",
        "expr: age",
        "'age' is not in 'needs'",
        "add 'age'",
    ),
    Case(
        "unknown fact in expr",
        P,
        "expr: pension.status == 'paying'",
        "expr: pension.state == 'paying'",
        "pension.state ",
        "'pension.state'",
        "did you mean 'pension.status'",
    ),
    Case(
        "unknown fact in needs",
        P,
        "needs: [pension.status]",
        "needs: [pension.status, pension.monthy]",
        "pension.monthy",
        "'pension.monthy'",
        "did you mean 'pension.monthly'",
    ),
    Case(
        "later answer in when",
        A,
        "when: {expr: reach == 'call', needs: [reach]}",
        "when: {expr: born == 'x', needs: [born]}",
        "born ==",
        "'born'",
        "",
    ),
    Case(
        "answer of another service",
        P,
        "expr: pension.status == 'paying', needs: [pension.status]",
        "expr: reach == 'call', needs: [reach]",
        "expr: reach",
        "'reach'",
        "",
    ),
    Case(
        "value outside of checks",
        A,
        "expr: reach == 'call'",
        "expr: value == 'call'",
        "expr: value",
        "'value'",
        "",
    ),
    Case(
        "days without a date", P, "    days_until: pension.certified_until\n", "", "expr: days", "'days'", ""
    ),
    Case(
        "no field of the list",
        P,
        "{item.amount|money}",
        "{item.amont|money}",
        "item.amont",
        "'item.amont'",
        "did you mean 'item.amount'",
    ),
    Case(
        "item without a list",
        P,
        'text: "每月 {pension.monthly|money} 元"',
        'text: "{item.amount} 元"',
        'item.amount} 元"',
        "'item.amount'",
        "",
    ),
    Case(
        "unknown fact in text",
        P,
        "{pension.monthly|money}",
        "{pension.sum|money}",
        "pension.sum",
        "'pension.sum'",
        "",
    ),
    Case(
        "unknown format",
        P,
        "{pension.monthly|money}",
        "{pension.monthly|yuan}",
        "|yuan",
        "no way to write",
        "money",
    ),
    Case(
        "broken place",
        P,
        "{pension.monthly|money}",
        "{pension.monthly|money",
        "|money 元",
        "'{' is no place",
        "no other braces",
    ),
    Case(
        "unknown known fact",
        A,
        "fact: profile.phone,",
        "fact: profile.fone,",
        "profile.fone",
        "no fact 'profile.fone'",
        "did you mean 'profile.phone'",
    ),
    Case(
        "unknown dataset",
        P,
        "facts: [pension]",
        "facts: [pensions]",
        "facts:",
        "no dataset 'pensions'",
        "pension, profile",
    ),
    Case(
        "no list",
        P,
        "over: pension.payments",
        "over: pension.monthly",
        "over:",
        "'pension.monthly' is no list",
        "pension.payments",
    ),
    Case(
        "unknown list", P, "over: pension.payments", "over: pension.pay", "over:", "no fact 'pension.pay'", ""
    ),
    Case(
        "option id without item",
        A,
        "id: item.id",
        "id: id",
        "options_from",
        "no field of the list",
        "item.id",
    ),
    Case(
        "unknown excluded service",
        A,
        "excludes: [pension]",
        "excludes: [pensions]",
        "excludes",
        "no service 'pensions'",
        "did you mean 'pension'",
    ),
    Case(
        "unknown next service",
        P,
        "  lists:",
        "  next: [nowhere]\n  lists:",
        "next: [nowhere]",
        "no service 'nowhere'",
        "services/nowhere.yaml",
    ),
    Case("bound of a date", A, "low: -120y", "low: long ago", "low: long", "'long ago' is no date", "-120y"),
    Case(
        "phrase of two services",
        A,
        "asked_as: [申请补贴,",
        "asked_as: [养老钱,",
        "",
        "claimed in",
        "leads to one service",
    ),
    Case(
        "tile without services",
        M,
        "services: [allowance]",
        "services: []",
        "services: []",
        "a list of 0",
        "at least 1",
    ),
    Case(
        "tile of an unknown service",
        M,
        "services: [allowance]",
        "services: [alowance]",
        "alowance",
        "no service 'alowance'",
        "did you mean 'allowance'",
    ),
    Case(
        "tiles of one id",
        M,
        "- id: apply",
        "- id: pension",
        "- id: pension\n    title: 我要申请",
        "'pension' is used twice",
        "another id",
    ),
    Case("alias", A, "title: 申请补贴", "title: *other", "title: *other", "alias", "write the value out"),
    Case("anchor", A, "title: 申请补贴", "title: &x 申请补贴", "title: &x", "anchor", "delete it"),
    Case(
        "tag", A, "title: 申请补贴", "title: !!python/object:os.system 申请", "title: !!", "tag", "delete it"
    ),
    Case("second document", A, "consent:", "---\nconsent:", "---", "second document", "one per file"),
    Case(
        "list as a key",
        A,
        "official: 高",
        "? [a, b]\n: c\nofficial: 高",
        "? [a, b]",
        "can't be a key",
        "a word",
    ),
    Case("open quote", A, "title: 申请补贴", "title: '申请补贴", "", "did not find", "quotes"),
    Case(
        "bad indentation",
        A,
        "    label: 手机号",
        "   label: 手机号",
        "   label: 手机号",
        "expected",
        "indentation",
    ),
    Case(
        "wrong wording",
        "wording.yaml",
        "say: 上一步",
        "sya: 上一步",
        "sya",
        "not a known key",
        "did you mean 'say'",
    ),
    Case(
        "wording of a list",
        "wording.yaml",
        "home.title: 您要办什么？",
        "home.title: [您]",
        "home.title",
        "list",
        "write",
    ),
    Case(
        "wording that no page says",
        "wording.yaml",
        "bar.back:",
        "bar.bakc:",
        "bar.bakc",
        "no page says 'bar.bakc'",
        "did you mean 'bar.back'",
    ),
    Case(
        "wording with a place that is not told",
        "wording.yaml",
        "text: 上一步,",
        "text: '上一步 {name}',",
        "bar.back",
        "'name' is not told here",
        "no places",
    ),
    Case("wrong setting", "settings.yaml", "area: 990101", "area: 99", "place:", "'99'", "it has to fit"),
    Case(
        "unknown setting",
        "settings.yaml",
        "hours:",
        "hour:",
        "hour:",
        "not a known key",
        "did you mean 'hours'",
    ),
]


def test_the_good_folder_has_no_fault(tmp_path: Path) -> None:
    release = load_folder(write(tmp_path, GOOD), FACTS)
    assert set(release.services) == {"pension", "allowance"}
    assert release.settings.hours.spans == (("09:00", "12:00"), ("13:30", "17:00"))
    assert release.words["yes"] == "是"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_fault_is_told_with_its_line_and_a_way_out(case: Case, tmp_path: Path) -> None:
    text = GOOD[case.file]
    assert text.count(case.old) >= 1
    broken = text.replace(case.old, case.new, 1)
    faults = faults_of(write(tmp_path, {**GOOD, case.file: broken}))
    fitting = [
        f for f in faults if f.file.endswith(".yaml") and case.what in f.what and case.way_out in f.way_out
    ]
    assert fitting, "\n".join(map(str, faults))
    assert all(fault.way_out for fault in faults)
    if case.at:
        expected = broken[: broken.index(case.at)].count("\n") + 1
        assert expected in {fault.line for fault in fitting}, "\n".join(map(str, faults))
        assert {fault.file for fault in fitting} == {case.file}


def test_all_faults_of_all_files_come_at_once(tmp_path: Path) -> None:
    files = {
        **GOOD,
        P: GOOD[P].replace("pension.monthly|money", "pension.sum|yuan").replace("icon: cash-multiple\n", ""),
        A: GOOD[A].replace("needs: [age]", "needs: []").replace("kind: date", "kind: day"),
        M: GOOD[M].replace("[allowance]", "[alowance]"),
    }
    faults = faults_of(write(tmp_path, files))
    assert {fault.file for fault in faults} == {P, A, M}
    assert len(faults) == 6
    assert list(faults) == sorted(faults)


def test_a_tile_too_many_on_the_home_page(tmp_path: Path) -> None:
    tile = "  - {id: t%d, title: 磁, detail: 贴, icon: cash, services: [pension, allowance]}\n"
    menus = "tiles:\n" + "".join(tile % n for n in range(7))
    faults = faults_of(write(tmp_path, {**GOOD, M: menus}))
    assert [(fault.file, fault.line, "6 tiles" in fault.what) for fault in faults] == [(M, 8, True)]


def test_an_empty_folder_says_what_belongs_there(tmp_path: Path) -> None:
    assert {fault.file for fault in faults_of(tmp_path)} == {"services", "menus.yaml"}


@pytest.mark.parametrize(
    ("content", "line", "what"),
    [
        (b"id: pension\n\xff\xfe: x\n", 2, "UTF-8"),
        (b"", 1, "empty"),
        (b"id: a\ntitle: \x07bell\n", 2, "can't be shown"),
        (b"- " * 100 + b"x", 1, "nested deeper"),
        (b"[" * 100_000, 1, "nested deeper"),
        (b"x: " + b"y" * 1_100_000, 1, "bytes"),
        (b"just words", 1, "'just words'"),
    ],
)
def test_a_rotten_file_is_a_fault(content: bytes, line: int, what: str, tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    (tmp_path / P).write_bytes(content)
    faults = [fault for fault in faults_of(tmp_path) if fault.file == P]
    assert any(fault.line == line and what in fault.what for fault in faults), "\n".join(map(str, faults))


def test_a_file_with_another_ending_is_not_overlooked(tmp_path: Path) -> None:
    write(tmp_path, {**GOOD, "services/forgotten.yml": "id: forgotten\n"})
    assert [fault.file for fault in faults_of(tmp_path)] == ["services/forgotten.yml"]
