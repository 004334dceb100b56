from __future__ import annotations

import hashlib
import io
import secrets
from urllib.parse import urlencode

import pytest
import qrcode
from httpx import Response
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFilter

from center.desk.scanning import code_in
from kiosk.core.handoff.codes import read_token
from tests.center.desk.support import GRID, KEEPER, SECOND, WINDOW, Desk, filled, submitted, value_of, with_
from tests.center.support import Town
from tests.conftest import Logged
from tests.handoff.office import Office


class Terminals(Office):
    """What terminals hand over; the staff are here already."""

    def __init__(self, town: Town) -> None:
        self.town, self.center, self.clock, self.terminal = town, town.center, town.clock, town.terminal
        self.count = 100


@pytest.fixture(name="terminals")
def _terminals(town: Town) -> Terminals:
    return Terminals(town)


def scan(desk: Desk, text: str) -> Response:
    page = desk.open("/desk/scan")
    return desk.press(page, "/desk/scan", {"code": text})


@pytest.mark.parametrize("way", ["kh1", "kh2"])
def test_a_slip_opens_the_case_in_these_hands_and_is_finished(
    town: Town, desk: Desk, terminals: Terminals, way: str
) -> None:
    draft = terminals.draft()
    code = getattr(terminals, way)(draft)
    answer = scan(desk, code)
    place = f"/desk/cases/{draft.case_id}"
    assert answer.headers["location"].startswith(place), answer.text
    page = desk.open(place)
    assert "138 0013 8000" in page
    assert "本人填的" in page
    assert "放回去，让同事办" in page
    given = {
        "p:subject:account": "a11",
        "paper:passbook": "1",
        "consent:old-age-allowance": "given",
        "confirmed": "1",
        "do": "hand-in",
    }
    answer = desk.send(f"{place}/form", with_(filled(page), **given))
    assert answer.status_code == 303, answer.text
    (item,) = town.center.casework.of_receipt(draft.receipt)
    assert item.state.value == "accepted"
    assert item.promised_by is not None


@pytest.mark.parametrize("way", ["kh1", "kh2"])
def test_the_second_desk_with_the_same_slip_is_told_who_has_it(
    town: Town, desk: Desk, terminals: Terminals, way: str
) -> None:
    code = getattr(terminals, way)()
    scan(desk, code)
    answer = scan(Desk(town.http, SECOND), code)
    assert answer.status_code == 409
    assert "示例·周敏已经在办" in answer.text


def test_full_width_digits_and_a_page_script_are_understood(
    desk: Desk, terminals: Terminals, logged: Logged
) -> None:
    code = terminals.kh2()
    wide = code.translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)})
    page = desk.open("/desk/scan")
    headers = desk._headers() | {
        "Content-Type": "application/x-www-form-urlencoded",
        "Origin": "http://center.test",
        "Accept": "application/json",
    }
    body = urlencode({"csrf": value_of(page, "csrf"), "code": wide}).encode()
    answer = desk.http.request("POST", "/desk/scan", content=body, headers=headers)
    assert answer.json()["go"].startswith("/desk/cases/")
    body = urlencode({"csrf": value_of(page, "csrf"), "code": "weixin://wxpay/abc"}).encode()
    answer = desk.http.request("POST", "/desk/scan", content=body, headers=headers)
    assert answer.json()["trouble"]
    assert "go" not in answer.json()
    assert [event["fault"] for event in logged.named("handoff_refused")] == ["foreign"]


def test_what_is_no_slip_is_refused_in_plain_words(
    town: Town, desk: Desk, terminals: Terminals, logged: Logged
) -> None:
    code = terminals.kh2()
    for text in (
        "https://evil.test/pay",
        "123",
        code[:-40],
        code[:-1] + str((int(code[-1]) + 1) % 10),
        "KH1:AAAA",
    ):
        answer = scan(desk, text)
        assert answer.status_code in (404, 422), text
        assert "回去" in answer.text
    refused = [done for done in town.center.desk.acts.of_area("990101") if done.act == "refused"]
    assert len(refused) == 5
    assert len(logged.named("handoff_refused")) == 5


def test_a_receipt_typed_or_scanned_finds_its_case(desk: Desk, town: Town) -> None:
    message = submitted(town.terminal)
    answer = scan(desk, message.receipt)
    assert answer.headers["location"].startswith(f"/desk/cases/{message.case_id}")


def test_a_lost_slip_is_found_by_the_card(town: Town, desk: Desk, terminals: Terminals) -> None:
    draft = terminals.draft()
    terminals.deliver(draft)
    number = draft.people["subject"].number
    page = desk.open("/desk/scan")
    found = desk.press(page, "/desk/card", {"number": f"{number[:6]} {number[6:]}"}).text
    assert "申请80岁老人补贴" in found
    answer = desk.press(found, f"/desk/drafts/{draft.case_id}")
    assert answer.headers["location"].startswith(f"/desk/cases/{draft.case_id}")
    assert "放回去" in desk.open(f"/desk/cases/{draft.case_id}")
    assert "对着身份证" in desk.press(page, "/desk/card", {"number": "1"}).text


def test_a_grid_worker_takes_a_slip_over_at_the_terminal(
    town: Town, terminals: Terminals, logged: Logged
) -> None:
    draft = terminals.draft()
    phone = Desk(town.http, GRID)
    answer = scan(phone, terminals.kh1(draft))
    page = phone.open(answer.headers["location"])
    assert "接着填" in page
    keeper = scan(Desk(town.http, KEEPER), terminals.kh1())
    assert keeper.status_code == 422
    assert [event["fault"] for event in logged.named("handoff_refused")] == ["not_allowed"]


def test_a_call_from_a_terminal_is_answered_once(town: Town, desk: Desk) -> None:
    call_id = secrets.token_hex(16)
    answer = town.terminal.send("PUT", f"/v1/calls/{call_id}", b"")
    if answer.status_code == 404:
        pytest.fail(answer.text)
    page = desk.open("/desk/queue")
    assert "QS01 号机有人叫" in page
    assert desk.press(page, f"/desk/calls/{call_id}").headers["location"].endswith("said=coming")
    assert "有人叫" not in desk.open("/desk/queue")


# -- pictures ------------------------------------------------------------------------------------------


def picture(text: str, *, form: str = "JPEG", turned: float = 9, blur: float = 0.8, side: int = 900) -> bytes:
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_L, border=4)
    code.add_data(text)
    plain = code.make_image().get_image().convert("L").resize((side - 200, side - 200))
    sheet = Image.new("L", (side, side), 225)
    sheet.paste(plain, (100, 100))
    sheet = sheet.rotate(turned, fillcolor=225, resample=Image.Resampling.BICUBIC)
    file = io.BytesIO()
    sheet.filter(ImageFilter.GaussianBlur(blur)).save(file, form)
    return file.getvalue()


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_photograph_of_a_dense_code_is_read(terminals: Terminals, form: str) -> None:
    code = terminals.kh2()
    assert code_in(picture(code, form=form)) == code


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"\xff\xd8\xff\xe0junk", picture("x")[:300]])
def test_what_is_no_picture_has_no_code(content: bytes) -> None:
    assert code_in(content) is None


@given(at=st.integers(0, 20_000), byte=st.integers(0, 255))
def test_a_broken_picture_breaks_nothing(at: int, byte: int) -> None:
    whole = bytearray(_PICTURE)
    whole[at % len(whole)] = byte
    assert code_in(bytes(whole)) in (None, "QS01-000001-8")


_PICTURE = picture("QS01-000001-8", side=500)


def test_a_picture_from_a_phone_opens_the_case(desk: Desk, terminals: Terminals, town: Town) -> None:
    draft = terminals.draft()
    page = desk.open("/desk/scan")
    mark = "----picture"
    body = (
        f'--{mark}\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n{value_of(page, "csrf")}\r\n'
        f'--{mark}\r\nContent-Disposition: form-data; name="picture"; filename="a.jpg"\r\n'
        "Content-Type: image/jpeg\r\n\r\n"
    ).encode()
    body += picture(terminals.kh2(draft)) + f"\r\n--{mark}--\r\n".encode()
    headers = desk._headers() | {
        "Origin": "http://center.test",
        "Content-Type": f"multipart/form-data; boundary={mark}",
    }
    answer = desk.http.request("POST", "/desk/scan", content=body, headers=headers)
    assert answer.headers["location"].startswith(f"/desk/cases/{draft.case_id}"), answer.text
    assert WINDOW.name in town.center.desk.files.open(draft.case_id, WINDOW).holder_name


def test_a_terminal_tells_how_far_a_slip_is_without_using_it_up(town: Town, terminals: Terminals) -> None:
    token = terminals.kh1(terminals.draft())
    digest = hashlib.sha256(read_token(token)).hexdigest()
    (item,) = town.terminal.post("/v1/progress", token_sha256=digest).json()["items"]
    assert item["state"] == "waiting"
    assert item["promised_by"]
    scan(Desk(town.http, WINDOW), token)
    (item,) = town.terminal.post("/v1/progress", token_sha256=digest).json()["items"]
    assert item["state"] == "in_work"
    assert town.terminal.post("/v1/progress", token_sha256="0" * 64).json()["items"] == []
    both = town.terminal.post("/v1/progress", token_sha256=digest, receipt="QS01-000001-8")
    assert both.status_code == 422
