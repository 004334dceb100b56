"""From a maintainer's folder over a real web server to a terminal: what should work."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.names import Hold
from config.release import active_release
from config.staging.poll import Poll
from config.update import Outcome
from tests.config.repository.support import Box, Clock, County, Server, later
from tests.config.support import GOOD

pytestmark = pytest.mark.real

HOME = "bar.back: 退转去\nhome.title: 您要办什么？\n"


def test_publish_poll_stage_try_good(county: County, server: Server, box: Box) -> None:
    number = county.release({"wording.yaml": HOME})
    assert box.look().outcome is Outcome.STAGED
    assert active_release(box.home).seq == 0, "an updater only stages"
    assert box.take() == number
    release = active_release(box.home)
    assert release.seq == number == 1
    assert release.wording.phrase("bar.back").text == "退转去"
    assert box.stages.state().kept == (1,)


def test_a_look_without_news_is_one_request(county: County, server: Server, box: Box) -> None:
    county.release()
    box.look()
    server.asked.clear()
    assert box.look().outcome is Outcome.UNCHANGED
    assert server.asked == [("metadata/timestamp.json", 304)]


def test_after_six_hours_everything_is_verified_again(county: County, server: Server, box: Box) -> None:
    county.release()
    box.look()
    box.clock.now = later(hours=7)
    assert box.look().outcome is Outcome.NOTHING_NEW


def test_only_files_that_changed_are_fetched(county: County, server: Server, box: Box) -> None:
    county.release()
    box.look()
    box.take()
    county.release({"wording.yaml": HOME})
    server.asked.clear()
    assert box.look().outcome is Outcome.STAGED
    assert len([path for path, _ in server.asked if "/files/" in path]) == 1


def test_other_rings_wait(county: County, server: Server, box: Box) -> None:
    county.release(ring="ring1")
    assert box.look().outcome is Outcome.NOTHING_NEW
    assert box.stages.numbers() == ()


def test_a_share_of_a_ring_goes_first(county: County, server: Server, box: Box) -> None:
    number = county.release(percent=0)
    assert box.look().outcome is Outcome.NOT_YET
    county.repository.promote("ring0", number, percent=100)
    county.sign("ring0-1", "ring0-2")
    county.repository.publish()
    county.upload()
    assert box.look().outcome is Outcome.STAGED


def test_one_signature_stops_and_one_lets_go_on(county: County, server: Server, box: Box) -> None:
    number = county.release()
    for held, expected in ((True, Outcome.HELD), (False, Outcome.STAGED)):
        county.repository.set_hold(Hold(releases=(number,) if held else ()))
        county.sign("hold-1")
        county.repository.publish()
        county.upload()
        assert box.look().outcome is expected


def test_what_is_staged_but_held_does_not_begin(county: County, server: Server, box: Box) -> None:
    county.release()
    box.look()
    county.repository.set_hold(Hold(everything=True))
    county.sign("hold-2")
    county.repository.publish()
    county.upload()
    assert box.look().outcome is Outcome.HELD
    assert box.stages.change(lambda state: state.judge(1, sound=True).begin()).trial is None


def test_old_content_comes_back_under_a_higher_number(county: County, server: Server, box: Box) -> None:
    county.release()
    box.look()
    box.take()
    county.release({"wording.yaml": HOME})
    box.look()
    box.take()
    bundle = county.repository.roll_back(1)
    county.repository.promote("ring0", bundle.release)
    county.sign("targets-1", "targets-3", "ring0-1", "ring0-2")
    county.repository.publish()
    county.upload()
    assert box.look().outcome is Outcome.STAGED
    assert box.take() == 3
    assert active_release(box.home).wording.phrase("bar.back").text == "上一步"


def test_settings_of_the_county_and_of_one_terminal(county: County, server: Server, box: Box) -> None:
    files = {
        "assign/990101.yaml": "times: {idle_s: 200}\nplace: {township: 示例乡}\n",
        "assign/990101-QS01.yaml": "screen: {diagonal_in: 32.0}\nplace: {window: 9号窗口}\n",
        "assign/990101-QS02.yaml": "screen: {diagonal_in: 19.0}\n",
    }
    county.release(files)
    server.asked.clear()
    assert box.look().outcome is Outcome.STAGED
    box.take()
    settings = active_release(box.home).settings
    assert (settings.times.idle_s, settings.screen.diagonal_in) == (200, 32.0)
    assert (settings.place.township, settings.place.window) == ("示例乡", "9号窗口")
    assert settings.place.name == "示例镇便民服务中心"
    assert not (box.stages.files(1) / "assign/990101-QS02.yaml").exists()


def test_a_stick_holds_the_same_tree(county: County, box: Box, tmp_path: Path) -> None:
    county.release()
    place = county.repository.export_usb(tmp_path / "stick")
    plan = box.plan.model_copy(update={"url": place.as_uri()})
    assert box.look(plan=plan).outcome is Outcome.STAGED
    assert box.take() == 1


def test_an_old_stick_is_refused(county: County, box: Box, tmp_path: Path) -> None:
    county.release()
    plan = box.plan.model_copy(update={"url": county.repository.export_usb(tmp_path).as_uri()})
    box.clock.now = later(days=20)
    assert box.look(plan=plan).outcome is Outcome.REFUSED


def test_a_release_for_a_newer_program_waits(county: County, server: Server, box: Box) -> None:
    number = county.repository.release(county.write(), min_app="9.0").release
    county.repository.promote("ring0", number)
    county.sign("targets-1", "targets-2", "ring0-1", "ring0-2")
    county.repository.publish()
    county.upload()
    assert box.look().outcome is Outcome.NOT_YET


def test_the_center_keeps_what_terminals_follow(county: County, server: Server, box: Box) -> None:
    from center.releases import Releases

    county.release({"wording.yaml": HOME})
    folder = box.home / "center"
    box.look(plan=box.plan.model_copy(update={"keep_for_center": str(folder)}))
    found = Releases(folder).find(1)
    assert found.exact
    assert found.release.wording.phrase("bar.back").text == "退转去"


def test_two_updaters_at_once(county: County, server: Server, box: Box) -> None:
    county.release()
    with box.stages.locked("update.lock"):
        assert box.look().outcome is Outcome.BUSY
    assert box.look().outcome is Outcome.STAGED


def test_nobody_answers(county: County, server: Server, box: Box) -> None:
    server.close()
    reports = [box.look() for _ in range(6)]
    assert {report.outcome for report in reports} == {Outcome.UNREACHABLE}
    assert Poll.load(box.stages.folder).failures == 6
    assert all(15 <= report.next_s <= 3600 for report in reports)


def test_a_terminal_that_joined_nothing_says_so(tmp_path: Path) -> None:
    assert Box(tmp_path, None, Clock()).look().outcome is Outcome.NO_PLAN  # type: ignore[arg-type]


@pytest.mark.real
def test_the_process_ends_by_itself(county: County, server: Server, box: Box) -> None:
    command = [sys.executable, "-m", "kiosk", "update", "--home", str(box.home)]
    county.clock.now = datetime.now(UTC)
    county.release(dict(GOOD))
    for expected in ("staged", "unchanged"):
        run = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert f'"outcome": "{expected}"' in run.stdout, run.stderr
        assert run.returncode == 0
