from __future__ import annotations

import base64
import uuid
from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from center.protocol.fleet import TRIAL_COMMAND_KEY, TRIAL_NOTICE_KEY, HeartbeatReply
from center.protocol.notices import Notice, NoticeLevel, notice_text
from center.trial.keys import COMMAND, NOTICE
from tests.center.support import NOON


def a_notice(**changes: Any) -> Notice:
    given: dict[str, Any] = {
        "notice_id": uuid.UUID(int=7).hex,
        "level": NoticeLevel.URGENT,
        "area": "990101",
        "title": "今晚停电",
        "text": "今晚八点到十点停电。请早点做饭。",
        "office": "示例镇人民政府",
        "phone": "023-0000 0101",
        "begins_at": NOON,
        "ends_at": NOON + timedelta(hours=6),
    }
    return Notice.model_validate({**given, **changes})


def test_everything_that_is_shown_is_signed() -> None:
    plain = a_notice()
    changes: list[dict[str, Any]] = [
        {"notice_id": uuid.UUID(int=8).hex},
        {"level": "danger"},
        {"area": "99"},
        {"terminals": ("QS01",)},
        {"title": "停水"},
        {"text": "没事。"},
        {"office": "别人"},
        {"phone": ""},
        {"begins_at": NOON - timedelta(hours=1)},
        {"ends_at": NOON + timedelta(hours=7)},
    ]
    texts = {notice_text(a_notice(**change)) for change in changes} | {notice_text(plain)}
    assert len(texts) == len(changes) + 1
    assert set(Notice.model_fields) - {"signature"} == {name for change in changes for name in change}


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": "一\n二"},
        {"text": "一\r二"},
        {"office": "一\u2028二"},
        {"ends_at": NOON},
        {"ends_at": NOON + timedelta(days=32)},
        {"text": ""},
        {"area": "全县"},
    ],
)
def test_no_field_can_play_another_and_each_notice_ends(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        a_notice(**wrong)


def test_it_is_for_its_area_and_its_time() -> None:
    of_all, of_one = a_notice(), a_notice(terminals=("QS02",))
    assert of_all.is_for(area="990101", terminal="QS01")
    assert not of_all.is_for(area="990102", terminal="QS01")
    assert [of_one.is_for(area="990101", terminal=code) for code in ("QS01", "QS02")] == [False, True]
    moments = [NOON - timedelta(seconds=1), NOON, NOON + timedelta(hours=6)]
    assert [of_all.is_on(moment) for moment in moments] == [False, True, False]


def test_it_travels_with_the_heartbeat_s_reply() -> None:
    reply = HeartbeatReply(center_time=NOON, notices=(a_notice(),), held=(6,))
    back = HeartbeatReply.model_validate_json(reply.model_dump_json())
    assert notice_text(back.notices[0]) == notice_text(a_notice())


def test_the_trial_s_keys_are_the_trial_s() -> None:
    for public, secret in ((TRIAL_COMMAND_KEY, COMMAND), (TRIAL_NOTICE_KEY, NOTICE)):
        assert base64.b64decode(public) == bytes(secret.verify_key)
