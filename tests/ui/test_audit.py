"""The audit as a command: what it says of good pages and of bad ones, and a sample of the shipped pages."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

import config
from kiosk.core.screens import TextSize, Theme
from kiosk.core.tour import Stop
from ui import audit as audit_module
from ui.audit import PAINTED, Auditor, Job, alike, audit, look_of, main
from ui.measure import measure
from ui.showcase import PageFailedError, Stand, Tours, View, release_of, shown_as, views

pytestmark = [pytest.mark.whole, pytest.mark.usefixtures("qapp")]

DEFAULTS = Path(config.__file__).with_name("defaults")
PLAIN = View("1920x1080@21.5", TextSize.ELDER, Theme.WARM)
TIGHT = View("1366x768@15.6", TextSize.EXTRA_LARGE, Theme.WARM)


def stops(view: View, service: str) -> tuple[Stop, ...]:
    return Tours(release_of(None), services=(service,)).stops(view)


def test_every_way_of_showing_is_there() -> None:
    every = list(views())
    assert len({(view.panel, view.size, view.theme) for view in every}) == 4 * 3 * 3
    assert {view.panel for view in every if view.low} == {"1080x1920@32"}
    assert {(view.panel, view.size, view.low) for view in every} >= PAINTED


@pytest.mark.parametrize(
    ("panel", "size", "service"),
    [
        ("1920x1080@21.5", TextSize.ELDER, "pension"),  # contrast, too, from pixels
        ("1080x1920@32", TextSize.EXTRA_LARGE, "old-age-allowance"),
        ("1280x1024@19", TextSize.ELDER, "pension-certificate"),
        ("1366x768@15.6", TextSize.ELDER, "old-age-allowance"),
        ("1366x768@15.6", TextSize.STANDARD, "pension"),
    ],
)
def test_the_shipped_pages_are_good(panel: str, size: TextSize, service: str) -> None:
    outcome = audit(views([panel], [size], low=False), services=(service,))
    assert outcome.combinations == 3 * len(outcome.pages)
    assert outcome.combinations > 30
    assert [fault.sentence for fault in outcome.faults] == []


def county_with_a_long_question(folder: Path) -> Path:
    shutil.copytree(DEFAULTS, folder)
    file = folder / "services" / "old-age-allowance.yaml"
    text = file.read_text(encoding="utf-8")
    longer = "钱打到哪个折子上？请仔细想一想再点" + "，不要点错了" * 15
    assert "钱打到哪个折子上？" in text
    file.write_text(text.replace("ask: 钱打到哪个折子上？", f"ask: {longer}"), encoding="utf-8")
    return folder


def test_a_bad_page_is_told_line_by_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = county_with_a_long_question(tmp_path / "county")
    wanted = ["--service", "old-age-allowance", "--screen", "1366x768@15.6", "--size", "extra-large"]
    code = main(["--json", "--config", str(folder), *wanted])
    *lines, last = capsys.readouterr().out.splitlines()
    assert code == 1
    summary = json.loads(last)
    assert list(summary) == ["pages", "combinations", "faults"]
    assert summary["faults"] == len(lines) > 0
    faults = [json.loads(line) for line in lines]
    assert {tuple(fault) for fault in faults} == {("page", "screen", "size", "theme", "rule", "what")}
    mine = [fault for fault in faults if fault["page"] == "old-age-allowance/ask-account"]
    assert {fault["theme"] for fault in mine} == {theme.value for theme in Theme}
    assert {fault["rule"] for fault in mine} & {"full", "cut", "spacing", "gap", "overlap"}


def test_a_good_page_leaves_only_the_last_line(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["--json", "--service", "copy-id-card", "--screen", "1280x1024@19", "--size", "elder"])
    out = capsys.readouterr().out
    assert code == 0
    assert re.fullmatch(r'\{"pages": \d+, "combinations": \d+, "faults": 0\}\n', out)


def test_for_people_it_speaks_in_sentences(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = county_with_a_long_question(tmp_path / "county")
    wanted = ["--service", "old-age-allowance", "--screen", "1366x768@15.6", "--size", "extra-large"]
    main(["--config", str(folder), "--theme", "warm", *wanted])
    *lines, last = capsys.readouterr().out.splitlines()
    assert any("old-age-allowance/ask-account on 1366x768@15.6, extra-large, warm:" in line for line in lines)
    assert re.fullmatch(r"\d+ pages, \d+ combinations, \d+ faults", last)


def test_a_page_that_can_not_be_drawn_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: Stand, screen: object) -> None:
        raise PageFailedError(type(screen).__name__)

    monkeypatch.setattr(Stand, "show", broken)
    outcome = Auditor([PLAIN], paint=False).look(stops(PLAIN, "pension")[:1])
    assert [fault.rule for fault in outcome.faults] == ["failed"]


def test_where_the_tour_ends_early_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    class Lost(Tours):
        def stops(self, view: View) -> tuple[Stop, ...]:
            assert self._lost is not None
            self._lost("pension: no way on")
            return ()

    monkeypatch.setattr(audit_module, "Tours", Lost)
    outcome = audit_module.run_job(Job(PLAIN.panel, PLAIN.size, False, (Theme.WARM,), None, ("pension",)))
    assert [(fault.page, fault.rule) for fault in outcome.faults] == [("pension", "lost")]


def test_a_theme_that_moves_something_is_seen() -> None:
    stand = Stand(PLAIN.geometry)
    first, other = stops(PLAIN, "pension")[:2]
    one = measure(stand.show(first.screen))
    assert alike(one, measure(stand.show(shown_as(first.screen, Theme.CONTRAST_DARK))))
    assert not alike(one, measure(stand.show(other.screen)))


def test_pages_of_another_look_are_painted_too() -> None:
    pages = {stop.name: stop.screen for stop in stops(PLAIN, "old-age-allowance")}
    plain = look_of(pages["old-age-allowance/ask-phone"])
    assert plain != look_of(pages["old-age-allowance/ask-phone-wrong-fault"])
    assert plain == look_of(shown_as(pages["old-age-allowance/ask-phone"], Theme.CONTRAST_DARK))
