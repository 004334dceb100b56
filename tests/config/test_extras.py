"""Three services of the villages, added as data alone: sound, short, and drawn without a fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.cli import main
from config.loader import load_folder
from config.shipped import EXTRAS
from kiosk.check_release import judge

IDS = ("farm-produce", "village-visit", "village-points")


def test_each_is_under_sixty_lines() -> None:
    files = sorted((EXTRAS / "services").iterdir())
    assert [file.stem for file in files] == sorted(IDS)
    assert all(len(file.read_text(encoding="utf-8").splitlines()) < 60 for file in files)


@pytest.mark.whole
def test_a_county_that_takes_them_has_three_more_services_and_sound_pages(tmp_path: Path) -> None:
    folder = tmp_path / "county"
    assert main(["new", str(folder), "--with-extras"]) == 0
    release = load_folder(folder)
    assert set(IDS) <= set(release.services)
    verdict = judge(release, services=IDS, around=False)
    assert verdict.pages > 30
    assert verdict.flaws == ()
