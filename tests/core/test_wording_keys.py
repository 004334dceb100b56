"""Every wording key that the core names is there; also those that are made of states and faults."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

import kiosk.core
from config.services import Role
from kiosk.core.eligibility import Verdict
from kiosk.core.events import CardFault, CaseState, Device, Failure
from kiosk.core.screens import PaperState, TextSize, Theme
from kiosk.core.steps.agree import PRESSED_BY
from kiosk.core.steps.send import Phase
from tests.core.builders import shipped_wording

CORE = Path(kiosk.core.__file__).parent
KEY = re.compile(r"[a-z][a-z0-9-]*(\.[a-z0-9_-]*[a-z0-9_])+")
SPEAKERS = {"words", "private", "choice", "known_words", "Fault", "working_screen", "MessagePlace"}


def literal_keys() -> Iterator[tuple[str, str]]:
    """(Where, key) of every key that stands in the code as it is."""
    for file in sorted(CORE.rglob("*.py")):
        if "tour" in file.parts:
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name not in SPEAKERS:
                continue
            for found in ast.walk(node):
                if (
                    isinstance(found, ast.Constant)
                    and isinstance(found.value, str)
                    and KEY.fullmatch(found.value)
                ):
                    yield f"{file.name}:{found.lineno} {name}", found.value


MADE = [
    *(f"card-fault.{fault}" for fault in CardFault),
    *(f"{page}.{failure}.title" for page, failure in product(("result", "document"), Failure)),
    *(f"{page}.{failure}.lead" for page, failure in product(("result", "document"), Failure)),
    *(f"lookup.{failure}.{part}" for failure, part in product(Failure, ("title", "lead"))),
    *(f"{page}.{device}" for page, device in product(("sign", "broken"), Device)),
    *(f"device.{device}.{part}" for device, part in product(Device, ("title", "lead"))),
    *(f"case.{state}" for state in CaseState),
    *(f"paper.{state}" for state in PaperState if state is not PaperState.READY),
    *(f"eligibility.{about}{verdict}" for about, verdict in product(("", "print-", "short-"), Verdict)),
    *(f"eligibility.{about}{verdict}-lead" for about, verdict in product(("", "print-"), Verdict)),
    *(f"rule.{verdict}" for verdict in Verdict),
    *(f"settings.size-{size}" for size in TextSize),
    *(f"settings.theme-{theme}" for theme in Theme),
    *(f"check.by-{who}" for who in PRESSED_BY),
    *(f"send.{phase.value}.{part}" for phase, part in product((Phase.SLOW, Phase.FAILED), ("title", "lead"))),
    *(f"identify.title-{role}" for role in (Role.OPERATOR, Role.WITNESS)),
    *(f"home.idle-{n}" for n in range(4)),
    *(f"howto.step-{n}" for n in range(1, 5)),
    *(f"receipt.part-{how}" for how in ("sent", "not", "refused")),
    *(f"result.{why}.{part}" for why, part in product(("missing", "typed"), ("title", "lead"))),
]  # fmt: skip


def test_every_key_in_the_code_is_there() -> None:
    there = shipped_wording().root
    missing = [
        f"{where}: {key}"
        for where, key in literal_keys()
        if key not in there and not (f"{key}.title" in there and f"{key}.lead" in there)
    ]
    assert missing == []


def test_the_search_finds_keys() -> None:
    assert len(set(literal_keys())) > 150


@pytest.mark.parametrize("key", MADE)
def test_every_key_that_is_made_of_a_state_is_there(key: str) -> None:
    assert shipped_wording().phrase(key).text
