"""What a thief, a broken line, a bad disk or a wrong clock can do to a terminal: nothing."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tuf.api.metadata import TargetFile

from config.names import channel_path
from config.release import active_release
from config.repository.repository import RepositoryFault
from config.signing import KeyFile
from config.staging.poll import Poll
from config.update import Outcome, Report
from tests.config.repository.support import TODAY, Box, County, Server, later

pytestmark = pytest.mark.real

HOME = {"wording.yaml": "bar.back: 退转去\nhome.title: 您要办什么？\n"}


@pytest.fixture(autouse=True)
def _runs_on(county: County, server: Server, box: Box) -> None:
    """Release 1 is good on the terminal before anything happens to it."""
    county.release()
    assert box.look().outcome is Outcome.STAGED
    box.take()


def unharmed(box: Box, seq: int = 1) -> None:
    state = box.stages.state()
    assert (state.good, state.trial, state.staged) == (seq, None, None)
    assert active_release(box.home).seq == seq


def refused(box: Box, report: Report, reason: str) -> None:
    assert (report.outcome, report.reason) == (Outcome.REFUSED, reason)
    unharmed(box)


def old_tree(county: County, folder: Path) -> Path:
    return shutil.copytree(county.served, folder)


def serve(county: County, tree: Path) -> None:
    shutil.rmtree(county.served)
    shutil.copytree(tree, county.served)


def test_rollback(county: County, box: Box, tmp_path: Path) -> None:
    old = old_tree(county, tmp_path / "old")
    county.release(HOME, ring="ring1")
    box.look()
    serve(county, old)
    refused(box, box.look(), "bad-version-number")


def test_freeze(box: Box) -> None:
    box.clock.now = later(days=15)
    refused(box, box.look(), "expired-metadata")


def test_mix_and_match(county: County, box: Box) -> None:
    before = county.repository.store.file_of("snapshot").read_bytes()
    county.release(HOME)
    newest = county.repository.store.file_of("snapshot").name
    (county.served / "metadata" / newest).write_bytes(before)
    refused(box, box.look(), "length-or-hash-mismatch")


def test_half_an_upload_is_no_release_and_mends_itself(county: County, box: Box) -> None:
    county.release(HOME, upload=False)
    shutil.copy(county.repository.store.file_of("timestamp"), county.served / "metadata/timestamp.json")
    assert box.look().outcome is Outcome.UNREACHABLE
    unharmed(box)
    county.upload()
    assert box.look().outcome is Outcome.STAGED


def forge(county: County, role: str, *keys: KeyFile) -> None:
    """Puts a role's draft out with whatever signatures there are, as a thief of the web server would."""
    repository = county.repository
    draft = repository.store.newest(role)
    for key in keys:
        draft.sign(key.signer, append=True)
    repository._put(f"{draft.signed.version}.{role}.json", draft)
    repository.store.drop(role)
    repository.refresh(snapshot=True)
    county.upload()


def test_one_signature_missing(county: County, box: Box) -> None:
    number = county.repository.release(county.write(HOME)).release
    county.repository.promote("ring0", number)
    county.sign("targets-1", "targets-2", "ring0-1")
    assert county.repository.publish().roles == ("targets",), (
        "the tool does not publish what lacks a signature"
    )
    forge(county, "ring0")
    refused(box, box.look(), "unsigned-metadata")


def test_the_same_key_twice_is_one_signature(county: County, box: Box) -> None:
    county.repository.promote("ring0", 1, percent=50)
    county.sign("ring0-1", "ring0-1")
    with pytest.raises(RepositoryFault, match="enough signatures"):
        county.repository.publish()


def test_the_key_of_another_ring(county: County, box: Box) -> None:
    number = county.repository.release(county.write(HOME)).release
    county.sign("targets-1", "targets-2")
    county.repository.promote("ring0", number)
    assert county.repository.sign(county.key("ring1-1")) == ()
    forge(county, "ring0", county.key("ring1-1"), county.key("ring1-2"))
    refused(box, box.look(), "unsigned-metadata")


def test_another_ring_can_not_speak_for_this_one(county: County, box: Box) -> None:
    number = county.repository.release(county.write(HOME)).release
    county.repository.promote("ring1", number)
    draft = county.repository.store.newest("ring1")
    content = county.repository.store.newest("ring1").signed.targets[channel_path("ring1")]
    draft.signed.targets[channel_path("ring0")] = TargetFile(
        content.length, content.hashes, channel_path("ring0")
    )
    county.repository.store.keep("ring1", draft)
    county.sign("targets-1", "targets-2", "ring1-1", "ring1-2")
    county.repository.publish()
    county.upload()
    assert box.look().outcome is Outcome.NOTHING_NEW
    unharmed(box)


def test_a_key_that_nobody_knows(county: County, box: Box) -> None:
    county.repository.promote("ring0", 1, percent=50)
    forge(county, "ring0", KeyFile.make("x-1"), KeyFile.make("x-2"))
    refused(box, box.look(), "unsigned-metadata")


@pytest.mark.parametrize("part", ["targets/files/", "current.json", "targets/bundles/"])
@pytest.mark.parametrize(
    ("lie", "outcomes"),
    [
        (lambda body: (200, body[:-1] + b"#"), {Outcome.REFUSED}),
        (lambda body: (200, body[: len(body) // 2]), {Outcome.REFUSED, Outcome.UNREACHABLE}),
        (lambda body: (200, body + b" " * 500_000), {Outcome.REFUSED}),
    ],
    ids=["tampered", "truncated", "endless"],
)
def test_targets(
    lie: Callable[[bytes], tuple[int, bytes]],
    outcomes: set[Outcome],
    part: str,
    county: County,
    server: Server,
    box: Box,
) -> None:
    county.release(HOME)
    server.lies[part] = lie
    assert box.look().outcome in outcomes
    unharmed(box)
    server.lies.clear()
    assert box.look().outcome is Outcome.STAGED, "and it recovers by itself"


@pytest.mark.parametrize("where", ["metadata/timestamp.json", "root.json", ""])
def test_captive_portal(where: str, county: County, server: Server, box: Box) -> None:
    county.release(HOME)
    server.lies[where] = lambda _: (200, b"<html>Welcome! Please log in.</html>")
    assert box.look().outcome is Outcome.REFUSED
    unharmed(box)
    server.lies[where] = lambda _: (302, b"")
    assert box.look().outcome is Outcome.UNREACHABLE
    unharmed(box)


def test_wiped_cache_and_an_old_repository(county: County, box: Box, tmp_path: Path) -> None:
    old = old_tree(county, tmp_path / "old")
    county.release(HOME, ring="ring1")
    box.look()
    shutil.rmtree(box.stages.folder / "tuf")
    serve(county, old)
    refused(box, box.look(), "older-than-before")


def test_wiped_cache_and_wiped_marks(county: County, box: Box, tmp_path: Path) -> None:
    old = old_tree(county, tmp_path / "old")
    county.release(HOME)
    box.look()
    box.take()
    shutil.rmtree(box.stages.folder / "tuf")
    (box.stages.folder / "poll.json").unlink()
    serve(county, old)
    assert box.look().outcome is Outcome.NOTHING_NEW, "the releases themselves only count up"
    unharmed(box, 2)


def test_clock_at_1970_still_goes_up_and_says_so(county: County, box: Box) -> None:
    county.release(HOME)
    box.clock.now = datetime(1970, 1, 1, tzinfo=UTC)
    report = box.look()
    assert (report.outcome, report.clock_behind) == (Outcome.STAGED, True)


def test_clock_at_1970_and_an_old_repository(county: County, box: Box, tmp_path: Path) -> None:
    old = old_tree(county, tmp_path / "old")
    county.clock.now = later(days=40)
    county.repository.refresh()
    county.upload()
    box.look()
    serve(county, old)
    shutil.rmtree(box.stages.folder / "tuf")
    box.clock.now = datetime(1970, 1, 1, tzinfo=UTC)
    refused(box, box.look(), "older-than-before")


def test_clock_at_1970_and_a_frozen_repository(box: Box) -> None:
    """It can't be so early, that is known: what ended before is refused as with a true clock."""
    poll = Poll.load(box.stages.folder)
    Poll(**{**_fields(poll), "floor": later(days=30).isoformat()}).save(box.stages.folder)
    box.clock.now = datetime(1970, 1, 1, tzinfo=UTC)
    refused(box, box.look(), "expired")


def _fields(poll: Poll) -> dict[str, Any]:
    return {name: getattr(poll, name) for name in Poll.__slots__}


def test_clock_five_years_ahead_until_it_is_right_again(county: County, box: Box) -> None:
    county.release(HOME)
    box.clock.now = TODAY + timedelta(days=5 * 365)
    refused(box, box.look(), "expired-metadata")
    box.clock.now = TODAY
    assert box.look().outcome is Outcome.STAGED


def test_the_timestamp_key_is_stolen_and_replaced(county: County, box: Box) -> None:
    stolen, repository = county.key("timestamp-1"), county.repository
    new = KeyFile.make("timestamp-2")
    repository.replace_key("timestamp", stolen.key.keyid[:8], new)
    new.save(repository.keys)
    county.sign("root-1", "root-3")
    repository.publish()
    county.upload()
    assert box.look(full=True).outcome is Outcome.NOTHING_NEW
    assert Poll.load(box.stages.folder).root == 2
    (repository.keys / "timestamp-2.key").unlink()
    draft = repository.store.current("timestamp")
    draft.signed.version += 1
    draft.signatures.clear()
    draft.sign(stolen.signer)
    repository._put("timestamp.json", draft)
    county.upload()
    refused(box, box.look(), "unsigned-metadata")


def test_a_root_key_is_lost(county: County, box: Box) -> None:
    repository = county.repository
    lost, new = county.key("root-2"), KeyFile.make("root-4")
    repository.replace_key("root", lost.key.keyid[:8], new)
    county.sign("root-1")
    repository.sign(new)
    with pytest.raises(RepositoryFault, match="enough signatures"):
        repository.publish()  # two of the new keys, but only one of the old ones
    county.sign("root-3")
    repository.publish()
    county.upload()
    assert box.look(full=True).outcome is Outcome.NOTHING_NEW
    assert Poll.load(box.stages.folder).root == 2


def test_a_ring_key_is_lost(county: County, box: Box) -> None:
    repository = county.repository
    new = KeyFile.make("ring0-3")
    repository.replace_key("ring0", county.key("ring0-2").key.keyid[:8], new)
    county.sign("targets-1", "targets-2", "ring0-1")
    repository.sign(new)
    repository.publish()
    county.upload()
    assert box.look(full=True).outcome is Outcome.NOTHING_NEW
    repository.promote("ring0", repository.release(county.write(HOME)).release)
    county.sign("targets-1", "targets-2", "ring0-1", "ring0-2")
    forge(county, "targets")
    forge(county, "ring0")
    refused(box, box.look(), "unsigned-metadata")


class FullDisk:
    """Lets so many writing calls through, and from then on the disk is full."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, after: int) -> None:
        self.left = after
        for module, name in (
            (os, "fsync"),
            (os, "mkdir"),
            (os, "rename"),
            (os, "replace"),
            (os, "symlink"),
            (shutil, "copyfile"),
            (shutil, "copyfileobj"),
            (tempfile, "mkstemp"),
            (tempfile, "NamedTemporaryFile"),
            (tempfile, "TemporaryFile"),
            (Path, "write_bytes"),
        ):
            monkeypatch.setattr(module, name, self._guard(getattr(module, name)))

    def _guard(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if self.left <= 0:
                raise OSError(errno.ENOSPC, "no space left on device")
            self.left -= 1
            return real(*args, **kwargs)

        return guarded


def test_disk_full_at_every_step(county: County, box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    county.release(HOME)
    failures = 0
    for after in range(400):
        with monkeypatch.context() as patch:
            FullDisk(patch, after=after)
            report = box.look(full=True)
        state = box.stages.state()
        assert active_release(box.home).seq == 1
        if state.staged == 2:
            break
        assert report.outcome is Outcome.DISK_FULL, f"at step {after}: {report}"
        assert state == state.__class__(good=1, kept=(1,), high=1)
        failures += 1
    else:
        pytest.fail("it never went through")
    assert failures > 20
    assert box.take() == 2
    assert active_release(box.home).wording.phrase("bar.back").text == "退转去"


def test_a_disk_that_is_nearly_full_is_left_alone(county: County, server: Server, box: Box) -> None:
    county.release(HOME)
    server.asked.clear()
    box.free_bytes = 1_000_000
    assert box.look().outcome is Outcome.DISK_FULL
    assert not [path for path, _ in server.asked if "/files/" in path]
    box.free_bytes = 10**12
    assert box.look().outcome is Outcome.STAGED


def test_files_that_a_newer_schema_knows_are_unsound_and_not_fetched_again(
    county: County, server: Server, box: Box
) -> None:
    """A maintainer's program checks before it signs; one of another version may check otherwise."""
    county.texts["settings.yaml"] += "weather: {wind: strong}\n"
    repository = county.repository
    from config.names import Bundle
    from config.repository.bundle import take_in

    files = take_in(county.write(), repository.targets)
    repository._add(Bundle(release=2, files=files))
    repository.promote("ring0", 2)
    county.sign("targets-1", "targets-2", "ring0-1", "ring0-2")
    repository.publish()
    county.upload()
    assert box.look().outcome is Outcome.UNSOUND
    unharmed(box)
    assert box.stages.state().bad == (2,)
    assert box.look().outcome is Outcome.NOTHING_NEW
