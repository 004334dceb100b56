"""Faults of menus, wording and settings, and YAML that is none of ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.config.faulty import A, Case, M, breaks

pytestmark = pytest.mark.whole


CASES = [
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


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_it_is_told_with_its_line_and_a_way_out(case: Case, tmp_path: Path) -> None:
    breaks(case, tmp_path)
