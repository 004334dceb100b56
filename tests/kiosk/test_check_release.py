"""`kiosk check-release`: what it lets through, and what not."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.model import Release
from config.release import DEFAULTS
from kiosk.check_release import Flaw, Verdict, changes, judge, main
from tests.kiosk.outside import release

pytestmark = pytest.mark.whole

ONE = ("senior-card",)


def with_question(text: str) -> Release:
    service = release().services[ONE[0]]
    first, *others = service.fields
    fields = (first.model_copy(update={"ask": text}), *others)
    changed = service.model_copy(update={"fields": fields})
    return release().model_copy(update={"services": {**release().services, ONE[0]: changed}})


def test_the_programs_own_flaws_are_not_the_releases() -> None:
    mine, other = Flaw("a/b", "cut", "x"), Flaw("a/c", "cut", "y")
    assert Verdict(9, (mine, other)).beyond(Verdict(7, (Flaw("a/b", "cut", "z"),))) == Verdict(9, (other,))


@pytest.mark.whole
def test_a_text_that_does_not_fit_is_found() -> None:
    assert judge(release(), services=ONE, around=False).flaws == ()
    assert judge(with_question("您的手机号是多少？" * 40), services=ONE, around=False).flaws


def test_a_folder_with_faults_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path)]) == 1
    assert '"faults": ' in capsys.readouterr().out


def test_a_preview_shows_the_pages_that_change(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.showcase.tour", lambda *args, **kwargs: _short_tour(*args, **kwargs))
    changed = changes(release(), with_question("您的电话是多少？"))
    assert changed
    assert all(page.before != page.after for page in changed)
    assert changes(release(), release()) == ()


def _short_tour(found: Release, *args: object, **kwargs: object) -> object:
    from kiosk.core.tour import tour

    return tour(found, *args, **{**kwargs, "services": ONE, "surroundings": False})  # type: ignore[arg-type]


def test_a_place_must_be_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([])
    assert "name a folder" in capsys.readouterr().err
    assert DEFAULTS.is_dir()
