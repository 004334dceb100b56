"""Every phrase that a page may ask for is there, is said somewhere, can be spoken, and shames nobody."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from enum import Enum
from functools import cache

import pytest

from center.protocol import CaseState as CenterState
from config.release import DEFAULTS, shipped
from config.services import Role
from kiosk.core.eligibility import Verdict
from kiosk.core.events import CardFault, CaseState, Device, Failure
from kiosk.core.hearing import TUNING
from kiosk.core.own_cases import WITHDRAWING
from kiosk.core.places.asides import WAYS, HowToPlace
from kiosk.core.places.home import IDLE_SENTENCES
from kiosk.core.places.rating import FACES, REASONS
from kiosk.core.screens import PaperState, TextSize, Theme
from kiosk.core.staff.acts import LOOKED_AT, SAID
from kiosk.core.staff.confirm import BLANKS
from kiosk.core.staff.machine import ASKS_FIRST
from kiosk.core.standing import PartTested
from kiosk.core.steps.agree import PRESSED_BY
from kiosk.on_paper import _CARE, _REASONS
from tests.meta.sources import ROOT

pytestmark = pytest.mark.whole

CORE = ROOT / "kiosk" / "core"
TOUR = CORE / "tour"
ASKS = {"words": 0, "private": 0, "choice": 1}
FORBIDDEN = ("无效", "错误码", "请稍后再试", "非法", "失败", "异常", "有误", "不合法")
FACTS = {"cases.items"}
"""Dotted names that look like a phrase's and are a fact's."""

KEY = re.compile(r"[a-z][a-z-]*(\.[a-z0-9_-]*[a-z0-9])+")


def _values(kind: type[Enum]) -> tuple[str, ...]:
    return tuple(str(one.value) for one in kind)


FAMILIES: dict[str, tuple[str, ...]] = {
    "broken.{}": _values(Device),
    "call.{}.lead": ("coming", "nobody"),
    "call.{}.title": ("coming", "nobody"),
    "card-fault.{}": _values(CardFault),
    "case-state.{}": (*_values(CenterState), CaseState.KEPT.value, WITHDRAWING),
    "case.{}": _values(CaseState),
    "check.by-{}": PRESSED_BY,
    "device.{}": _values(Device),
    "document.{}.lead": _values(Failure),
    "document.{}.title": _values(Failure),
    "eligibility.short-{}": _values(Verdict),
    "eligibility.{}{}": tuple(about + one for about in ("", "print-") for one in _values(Verdict)),
    "eligibility.{}{}-lead": tuple(about + one for about in ("", "print-") for one in _values(Verdict)),
    "selftest.part-{}": _values(PartTested),
    "home.idle-{}": tuple(str(number) for number in range(IDLE_SENTENCES)),
    "howto.step-{}": tuple(str(number) for number in range(1, HowToPlace.STEPS + 1)),
    "identify.title-{}": (Role.OPERATOR.value, Role.WITNESS.value),
    "lookup.{}.title": _values(Failure),
    "lookup.{}.lead": _values(Failure),
    "paper.{}": (
        *(one.value for one in PaperState if one is not PaperState.READY),
        *(reason for reason in (*_CARE.values(), *_REASONS.values()) if reason),
    ),
    "rating.face-{}": tuple(str(score) for score in FACES),
    "rating.why-{}": tuple(REASONS),
    "receipt.{}": ("part-not", "part-sent", "part-refused"),
    "result.{}": _values(Failure),
    "rule.{}": _values(Verdict),
    "send.{}.lead": ("slow", "failed"),
    "send.{}.title": ("slow", "failed"),
    "settings.{}": tuple(way for way, _ in WAYS),
    "settings.size-{}": _values(TextSize),
    "settings.theme-{}": _values(Theme),
    "settings.{}-title": ("see", "hear"),
    "sign.{}": _values(Device),
    "voice.{}": TUNING,
    "authority.{}": BLANKS,
    "machine.{}": (*_values(Device), *_values(PartTested), *LOOKED_AT),
    "staff.{}-detail": ("witness", "hand-over", "open"),
    "staff.{}-not": ("witness", "hand-over", "open"),
    "task.{}": (
        *(task.value for task in SAID),
        *(f"{task}.{said}" for task, words in SAID.items() for said in words),
        *("done", "not-ready", "failed"),
    ),
    "task.{}-doing": tuple(task.value for task in SAID),
    "task.{}-sure": tuple(task.value for task in ASKS_FIRST),
    "task.{}-sure-lead": tuple(task.value for task in ASKS_FIRST),
}
"""Phrases whose key is made at run time, and everything that may stand in the gap."""


@cache
def phrases() -> dict[str, tuple[str, str]]:
    """Written and spoken form by key."""
    wording = shipped().wording
    found = {key: wording.phrase(key) for key in wording.root}
    return {key: (one.text, one.say) for key, one in found.items()}


@cache
def _trees() -> tuple[ast.Module, ...]:
    files = sorted(file for file in CORE.rglob("*.py") if TOUR not in file.parents)
    return tuple(ast.parse(file.read_text(encoding="utf-8")) for file in files)


def _nodes() -> Iterator[ast.AST]:
    for tree in _trees():
        yield from ast.walk(tree)


def _template(node: ast.JoinedStr) -> str:
    return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)


def _families() -> set[str]:
    return {key.partition(".")[0] for key in phrases()}


def _constants() -> set[str]:
    found = {
        node.value for node in _nodes() if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return {text for text in found if KEY.fullmatch(text)} - FACTS


def _made() -> set[str]:
    """The keys made at run time, with a gap in them."""
    found = {_template(node) for node in _nodes() if isinstance(node, ast.JoinedStr)}
    return {one for one in found if re.fullmatch(r"[a-z][a-z-]*\.[a-z.{}-]*", one)}


def _complete(key: str) -> set[str]:
    """The key itself, or that of a whole message."""
    return {key} if key in phrases() else {f"{key}.title", f"{key}.lead"}


def test_what_a_page_asks_for_by_name_is_there() -> None:
    asked = set()
    for node in _nodes():
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ASKS:
            at = ASKS[node.func.attr]
            if len(node.args) > at and isinstance(node.args[at], ast.Constant):
                asked.add(ast.literal_eval(node.args[at]))
    assert len(asked) > 80
    assert asked <= phrases().keys()


def test_every_name_that_reads_like_a_phrases_is_one() -> None:
    named = {text for text in _constants() if text.partition(".")[0] in _families()}
    assert len(named) > 150
    missing = {key for name in named for key in _complete(name)} - phrases().keys()
    assert missing == set()


def test_messages_have_a_title_and_a_lead() -> None:
    found = set()
    for node in _nodes():
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "MessagePlace":
            key = node.args[0]
            if isinstance(key, ast.JoinedStr):
                gaps = FAMILIES[_template(key)]
                found |= {_template(key).replace("{}", gap) for gap in gaps}
            elif isinstance(key, ast.Constant):
                found.add(str(key.value))
    assert found
    assert {f"{key}.{part}" for key in found for part in ("title", "lead")} <= phrases().keys()


def test_every_key_with_a_gap_is_listed_here_and_none_that_is_gone() -> None:
    families = {one for one in _made() if one.partition(".")[0] in _families()}
    assert families == FAMILIES.keys()


def _expanded(template: str) -> set[str]:
    keys = set()
    for gap in FAMILIES[template]:
        key = template.replace("{}{}", "{}").replace("{}", gap)
        keys |= _complete(key)
    return keys


@pytest.mark.parametrize("template", sorted(FAMILIES))
def test_every_gap_has_its_phrases(template: str) -> None:
    assert _expanded(template) <= phrases().keys()


def test_no_phrase_is_left_that_no_page_says() -> None:
    said = {key for name in _constants() for key in _complete(name)}
    said |= {key for template in FAMILIES for key in _expanded(template)}
    said |= {"safe.title", "safe.lead"}  # the runtime's own page
    assert phrases().keys() - said == set()


@pytest.mark.parametrize("file", sorted(DEFAULTS.rglob("*.yaml")), ids=lambda file: file.name)
def test_nothing_shames_or_blames(file: object) -> None:
    text = (DEFAULTS / str(file)).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    assert [line for line in lines if any(word in line for word in FORBIDDEN)] == []


def test_every_phrase_can_be_spoken_or_is_silent_on_purpose() -> None:
    unspeakable = re.compile(r"[→←↑↓<>|_#*~^`\\/=@]")
    for key, (written, spoken) in phrases().items():
        assert written.strip(), key
        assert spoken == "-" or not unspeakable.search(spoken or written), key
