"""A visit gets the configuration that is active when it begins."""

from __future__ import annotations

import shutil
from pathlib import Path

from config.release import DEFAULTS, activate
from config.staging.store import Stages
from kiosk.releases import Releases


def test_the_same_release_until_another_is_activated(tmp_path: Path) -> None:
    releases = Releases(tmp_path)
    first = releases.current()
    assert releases.current() is first
    changed = tmp_path / "changed"
    shutil.copytree(DEFAULTS, changed)
    wording = changed / "wording.yaml"
    wording.write_text(wording.read_text().replace("您要办什么？", "您想办什么？"))
    assert activate(changed, tmp_path) == first.seq + 1
    second = releases.current()
    assert second.seq == first.seq + 1
    assert second.wording.phrase("home.title").text == "您想办什么？"
    assert releases.current() is second


def test_a_damaged_release_leaves_the_one_before(tmp_path: Path) -> None:
    assert isinstance(activate(DEFAULTS, tmp_path), int)
    releases = Releases(tmp_path)
    before = releases.current()
    active = Stages(tmp_path).compiled(before.seq)
    active.write_bytes(active.read_bytes()[:-5])
    assert releases.current().services.keys() == before.services.keys()
