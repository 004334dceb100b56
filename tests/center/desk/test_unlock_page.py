"""The phone that answers a terminal's lock, in a real browser: what it shows really opens the lock."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy
import pytest
import qrcode
import zxingcpp
from argon2 import PasswordHasher
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from center.app import create_app
from config.roster import StaffRight
from kiosk.staff.attempts import Attempts
from kiosk.staff.audit import AuditTrail
from kiosk.staff.challenge import Challenge, agreeing
from kiosk.staff.lock import Lock, Today, WrongAnswer
from tests.center.desk.browser import (
    PHONE,
    axe_script,
    chromium,
    on_a_socket,
    overflows,
    page_of,
    violations,
)
from tests.center.desk.support import PASSWORD, people_the_desk
from tests.center.support import Town, town

pytestmark = [pytest.mark.real, pytest.mark.xdist_group("desk-browser"), pytest.mark.timeout(300)]


@dataclass
class Street:
    """A center on a socket, a terminal's lock, and a browser."""

    town: Town
    url: str
    browser: Browser
    folder: Path
    seconds: float = 0.0

    def lock(self) -> Lock:
        """QS01's, with the roster that the center's phones make; its clock is four hours off."""
        day = (self.town.clock.now + timedelta(hours=4)).date()
        phones = self.town.center.desk.phones.everybody()
        return Lock(
            terminal="QS01",
            roster=lambda: [phone.entry(day + timedelta(days=30)) for phone in phones],
            own=agreeing(self.town.terminal.key),
            attempts=Attempts(self.folder / "attempts.json", monotonic_s=lambda: self.seconds),
            trail=AuditTrail(
                self.folder / "trail.sqlite", clock=self.town.clock, monotonic_s=lambda: self.seconds
            ),
            today=lambda: Today(day, trusted=True),
            monotonic_s=lambda: self.seconds,
            hasher=PasswordHasher(time_cost=1, memory_cost=8, parallelism=1),
        )

    def phone(self, code: str, **more: Any) -> AbstractContextManager[Page]:
        return page_of(self.browser, self.url, code, size=PHONE, **more)

    def registered(self, page: Page) -> None:
        page.goto(f"{self.url}/desk/unlock")
        page.get_by_label("再输一次密码").fill(PASSWORD)
        page.get_by_role("button", name="登记这部手机").click()
        expect(page.locator("#news")).to_contain_text("登记好了")
        expect(page.locator("#unlocker[data-kept]")).to_be_visible()  # from now on it opens offline


@pytest.fixture(name="street", scope="module")
def _street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    folder = tmp_path_factory.mktemp("street")
    with town(folder / "center") as found:
        people_the_desk(found)
        with on_a_socket(create_app(found.center)) as url, chromium() as browser:
            yield Street(found, url, browser, folder)


def typed_into(page: Page, challenge: Challenge) -> None:
    page.get_by_label("机器上的 16 位号").fill(challenge.short)
    page.get_by_role("button", name="算出 8 个数").click()


def digits(page: Page) -> str:
    page.wait_for_function("document.getElementById('digits').textContent.length === 9")
    return page.locator("#digits").inner_text().replace(" ", "")


def scanned(page: Page) -> str:
    """What a reader sees on the phone."""
    picture = Image.open(io.BytesIO(page.locator("#qr").screenshot())).convert("L")
    (found,) = zxingcpp.read_barcodes(numpy.asarray(picture))
    return str(found.text)


def test_without_a_network_and_with_a_wrong_clock_the_lock_opens_both_ways(street: Street) -> None:
    with street.phone("W01") as page:
        street.registered(page)
        lock = street.lock()
        page.context.set_offline(True)
        page.clock.set_fixed_time(street.town.clock.now - timedelta(hours=9))
        page.reload()  # days later, somewhere in the hills
        typed_into(page, lock.ask())
        expect(page.get_by_text("QS01 号机：帮老人办事")).to_be_visible()
        assert lock.answer_typed(digits(page), StaffRight.ASSIST).code == "W01"
        page.get_by_role("button", name="再开一次").click()
        typed_into(page, lock.ask())
        digits(page)
        assert lock.answer_scanned(scanned(page), StaffRight.ASSIST).code == "W01"


def test_an_answer_opens_nothing_else(street: Street) -> None:
    with street.phone("W02") as page:
        street.registered(page)
        lock = street.lock()
        typed_into(page, lock.ask())
        old = digits(page)
        lock.ask()  # another question
        with pytest.raises(WrongAnswer):
            lock.answer_typed(old, StaffRight.ASSIST)
        with pytest.raises(WrongAnswer):
            lock.answer_scanned(scanned(page), StaffRight.ASSIST)


def test_a_photograph_of_the_terminals_screen_is_enough(street: Street) -> None:
    with street.phone("A01") as page:
        street.registered(page)
        lock = street.lock()
        challenge = lock.ask("maintain")
        picture = io.BytesIO()
        qrcode.make(challenge.text).get_image().save(picture, "PNG")
        photo = {"name": "p.png", "mimeType": "image/png", "buffer": picture.getvalue()}
        page.get_by_label("或者拍一张机器上的码").set_input_files(photo)  # type: ignore[arg-type]
        expect(page.get_by_text("QS01 号机：看机器、修机器")).to_be_visible()
        assert page.locator("#digits").inner_text() == ""  # what goes deeper waits for a press
        page.get_by_role("button", name="是我要开的").click()
        assert lock.answer_typed(digits(page), StaffRight.MAINTAIN).code == "A01"


def test_the_keys_cannot_be_taken_out_of_the_phone(street: Street) -> None:
    with street.phone("G01") as page:
        street.registered(page)
        kept = page.evaluate("""() => new Promise((resolve) => {
            const opening = indexedDB.open("desk-unlock", 1);
            opening.onsuccess = () => {
                const asked = opening.result.transaction("phones").objectStore("phones").get("G01");
                asked.onsuccess = async () => {
                    const pairs = [asked.result.agree, asked.result.sign];
                    const taken = await Promise.all(pairs.map((pair) =>
                        crypto.subtle.exportKey("pkcs8", pair.privateKey).then(() => true, () => false)));
                    resolve([pairs.map((pair) => pair.privateKey.extractable), taken]);
                };
            };
        })""")
        assert kept == [[False, False], [False, False]]
        page.get_by_role("button", name="注销这部手机").click()
        expect(page.locator("#news")).to_have_text("注销了。")
        expect(page.get_by_role("button", name="登记这部手机")).to_be_visible()
    assert "G01" not in [phone.who.code for phone in street.town.center.desk.phones.everybody()]


def test_nonsense_is_refused_in_plain_words_and_the_page_is_fine_with_axe(street: Street) -> None:
    with street.phone("G02") as page:
        page.goto(f"{street.url}/desk/unlock")
        assert overflows(page) == 0
        street.registered(page)
        page.get_by_label("机器上的 16 位号").fill("0123-45")
        page.get_by_role("button", name="算出 8 个数").click()
        expect(page.locator("#news")).to_contain_text("号没输全")
        for given in ("https://evil.test/pay", "KU1:qs01:assist:0123456789abcdef"):
            page.goto(f"{street.url}/desk/scan")
            page.goto(f"{street.url}/desk/unlock#{given}")
            expect(page.locator("#news")).to_contain_text("这不是机器上开锁的码")
        typed_into(page, Challenge("QS01", "assist", "0123456789abcdef"))
        digits(page)
        assert overflows(page) == 0
    with street.phone("G02", bypass_csp=True) as page:
        street.registered(page)
        typed_into(page, Challenge("QS01", "assist", "0123456789abcdef"))
        digits(page)
        assert violations(page, axe_script()) == []
