from __future__ import annotations

import base64
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
import structlog
from nacl.pwhash import argon2id
from nacl.signing import SigningKey

from center.errors import SettingsError
from center.fleet.fleet import Fleet
from center.fleet.notices import Notices, TooManyNotices
from center.fleet.signing import (
    TRIAL_WORDS,
    WRONG_TRIES,
    NoNoticeKey,
    NoticeKeys,
    TooManyTries,
    WrongWords,
    command_key,
)
from center.protocol.notices import MOST_NOTICES, NoticeLevel, notice_text
from center.store import Store
from config.signing import KeyFile
from tests.center.fleet.beats import beat, told
from tests.center.fleet.test_notice_text import a_notice
from tests.center.support import NOON, Clock

ON_BOTH = True

KEY = SigningKey(b"n" * 32)


@pytest.fixture(name="notices")
def _notices(county: Store, clock: Clock) -> Notices:
    return Notices(store=county, clock=clock, log=structlog.get_logger())


@pytest.fixture(name="keys")
def _keys(tmp_path: Path, clock: Clock) -> NoticeKeys:
    return quick_keys(tmp_path / "fleet", clock)


def quick_keys(folder: Path, clock: Clock, *, trial: bool = False) -> NoticeKeys:
    return NoticeKeys(
        folder, trial=trial, clock=clock, opslimit=argon2id.OPSLIMIT_MIN, memlimit=argon2id.MEMLIMIT_MIN
    )


def test_the_next_heartbeat_brings_it_and_the_one_after_withdrawing_does_not(
    notices: Notices, county: Store, clock: Clock
) -> None:
    fleet = Fleet(store=county, clock=clock, notices=notices.for_terminal)
    given = notices.give(a_notice(), KEY, by="A01")
    (carried,) = told(fleet, "QS01", beat(NOON), township="990101").notices
    KEY.verify_key.verify(notice_text(carried), base64.b64decode(carried.signature))
    assert carried == given
    assert told(fleet, "XS01", beat(NOON), township="990102").notices == (), "it is for another township"
    assert not notices.withdraw(given.notice_id, area="990102", by="A02")
    assert notices.withdraw(given.notice_id, area="990101", by="A01")
    assert not notices.withdraw(given.notice_id, area="990101", by="A01")
    assert told(fleet, "QS01", beat(NOON), township="990101").notices == ()
    (posted,) = notices.of_area("990101")
    assert posted.withdrawn_at == NOON
    assert posted.is_over(NOON)


def test_it_ends_by_itself_and_may_be_meant_for_some(notices: Notices, clock: Clock) -> None:
    notices.give(a_notice(terminals=("QS02",)), KEY, by="A01")
    assert notices.for_terminal("QS01", "990101") == ()
    assert len(notices.for_terminal("QS02", "990101")) == 1
    clock.on(hours=6)
    assert notices.for_terminal("QS02", "990101") == ()


def test_the_gravest_comes_first_and_no_more_than_a_terminal_can_show(notices: Notices) -> None:
    for number in range(MOST_NOTICES - 1):
        notices.give(a_notice(notice_id=uuid.UUID(int=number).hex, level="plain"), KEY, by="A01")
    notices.give(a_notice(notice_id=uuid.UUID(int=99).hex, level="danger", area="99"), KEY, by="C01")
    assert notices.for_terminal("QS01", "990101")[0].level is NoticeLevel.DANGER
    with pytest.raises(TooManyNotices):
        notices.give(a_notice(notice_id=uuid.UUID(int=100).hex), KEY, by="A01")
    assert len(notices.of_area("990101")) == MOST_NOTICES
    assert [one.notice.area for one in notices.of_area("990102")] == ["99"]


def test_many_townships_with_their_own_leave_room_for_the_whole_county(notices: Notices) -> None:
    for number in range(MOST_NOTICES):
        own = a_notice(notice_id=uuid.UUID(int=number).hex, level="plain", area=f"9901{number:02}")
        notices.give(own, KEY, by="A01")
    notices.give(a_notice(notice_id=uuid.UUID(int=99).hex, level="danger", area="99"), KEY, by="C01")
    assert len(notices.for_terminal("QS01", "990101")) == 2


def test_a_key_opens_with_its_words_alone(keys: NoticeKeys, tmp_path: Path) -> None:
    assert not keys.has("990101")
    with pytest.raises(NoNoticeKey):
        keys.open("990101", "清水河边三棵树")
    file = keys.keep("990101", KEY, "清水河边三棵树")
    assert keys.has("990101")
    assert bytes(KEY).hex() not in file.read_text()
    assert file.stat().st_mode & 0o077 == 0
    assert keys.open("990101", "清水河边三棵树") == KEY
    with pytest.raises(SettingsError):
        keys.keep("990101", KEY, "短")
    with pytest.raises(SettingsError):
        keys.keep("../../etc", KEY, "清水河边三棵树")


def test_guessing_has_to_wait(keys: NoticeKeys, clock: Clock) -> None:
    keys.keep("990101", KEY, "清水河边三棵树")
    for _ in range(WRONG_TRIES):
        with pytest.raises(WrongWords):
            keys.open("990101", "清水河边三棵柳")
    with pytest.raises(TooManyTries):
        keys.open("990101", "清水河边三棵树")
    clock.on(minutes=16)
    assert keys.open("990101", "清水河边三棵树") == KEY


def test_a_damaged_key_file_opens_with_nothing(keys: NoticeKeys, tmp_path: Path) -> None:
    keys.keep("990101", KEY, "清水河边三棵树").write_text("{}")
    with pytest.raises(WrongWords):
        keys.open("990101", "清水河边三棵树")


def test_a_trial_has_keys_of_its_own(tmp_path: Path, clock: Clock) -> None:
    keys = quick_keys(tmp_path, clock, trial=True)
    assert keys.has("990101")
    with pytest.raises(WrongWords):
        keys.open("990101", "something")
    assert keys.open("990101", TRIAL_WORDS) != KEY
    assert command_key(tmp_path, trial=True) is not None


def test_the_command_key_is_the_release_side_s_file(tmp_path: Path) -> None:
    assert command_key(tmp_path, trial=False) is None
    made = KeyFile.make("command-1")
    made.save(tmp_path).rename(tmp_path / "command.key")
    assert command_key(tmp_path, trial=False) == made.secret
    (tmp_path / "command.key").write_text("{}")
    with pytest.raises(SettingsError):
        command_key(tmp_path, trial=False)


def test_old_ones_are_gone_from_the_desk_s_page(notices: Notices, clock: Clock) -> None:
    notices.give(a_notice(), KEY, by="A01")
    clock.now += timedelta(days=31)
    assert notices.of_area("990101") == []
