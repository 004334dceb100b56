from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from nacl.public import PrivateKey

from kiosk.link.enroll import join, main
from kiosk.link.errors import NotEnrolled
from kiosk.link.home import LinkHome
from kiosk.link.outbox import Outbox
from tests.link.support import Clock, Somebody, enrollment, new_id, say
from tests.link.test_outbox import keep

CODE = "ABCD-EFGH-JKMN"


@pytest.fixture(name="somebody")
def _somebody() -> Iterator[Somebody]:
    somebody = Somebody()
    somebody.behavior = say(200, enrollment("x").center.model_dump_json().encode())
    yield somebody
    somebody.close()


def test_joining_is_written_down(
    somebody: Somebody, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = LinkHome(tmp_path / "home")
    with pytest.raises(NotEnrolled):
        home.enrollment()
    code = [" ", CODE.lower()]
    assert main(["--center", somebody.url + "/", "--code", "".join(code), "--home", str(home.folder)]) == 0
    assert "QS01 now belongs to 示例县示例镇 (the trial village)" in capsys.readouterr().out
    assert home.enrollment() == enrollment(somebody.url)
    sent = json.loads(somebody.asked[0][2])
    assert sent["code"] == CODE
    assert len(base64.b64decode(sent["public_key"])) == 32
    assert base64.b64encode(home.device_key.read_bytes()) not in somebody.asked[0][2]


def test_joining_again_uses_the_same_key(somebody: Somebody, tmp_path: Path) -> None:
    home = LinkHome(tmp_path)
    for _ in range(2):
        join(home, center_url=somebody.url, code=CODE)
    first, second = (json.loads(body)["public_key"] for _, _, body, _ in somebody.asked)
    assert first == second


def test_messages_for_another_center_are_not_left_behind(somebody: Somebody, tmp_path: Path) -> None:
    home = LinkHome(tmp_path)
    join(home, center_url=somebody.url, code=CODE)
    outbox = Outbox(home.outbox, clock=Clock())
    keep(outbox, new_id())
    outbox.close()
    join(home, center_url=somebody.url, code=CODE)
    other = base64.b64encode(bytes(PrivateKey.generate().public_key)).decode()
    changed = enrollment("x").center.model_copy(update={"seal_key": other})
    somebody.behavior = say(200, changed.model_dump_json().encode())
    with pytest.raises(ValueError, match="1 sealed messages"):
        join(home, center_url=somebody.url, code=CODE)
    assert home.enrollment() == enrollment(somebody.url)


@pytest.mark.parametrize(
    ("status", "body", "way_out"),
    [
        (403, b'{"code": "bad_enroll_code"}', "ask for a new code"),
        (200, b"<html>", "not a center"),
        (500, b"", "cannot be reached"),
    ],
)
def test_each_failure_names_its_way_out(
    somebody: Somebody,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    status: int,
    body: bytes,
    way_out: str,
) -> None:
    somebody.behavior = say(status, body)
    assert main(["--center", somebody.url, "--code", CODE, "--home", str(tmp_path)]) == 1
    assert way_out in capsys.readouterr().err


def test_a_slip_in_the_code_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--center", "http://127.0.0.1:1", "--code", "码", "--home", str(tmp_path)]) == 1
    assert "XXXX-XXXX-XXXX" in capsys.readouterr().err


def test_a_damaged_enrolment_is_none(tmp_path: Path) -> None:
    (tmp_path / "enrollment.json").write_text("{", encoding="utf-8")
    with pytest.raises(NotEnrolled):
        LinkHome(tmp_path).enrollment()


def test_the_place_of_the_data(tmp_path: Path) -> None:
    assert LinkHome.of({"KIOSK_HOME": str(tmp_path)}).outbox == tmp_path / "outbox.sqlite"
    assert LinkHome.of({"HOME": str(tmp_path)}).folder == tmp_path / ".local/share/kiosk"
