"""The offline code is coarse enough for paper and phones: read from blurred, turned, printed pictures."""

from __future__ import annotations

import base64
import math
import random
import secrets
from datetime import UTC, datetime
from functools import cache

import pytest
import zxingcpp
from nacl.public import PrivateKey
from nacl.signing import SigningKey
from PIL import Image, ImageFilter

from kiosk.core.handoff.codes import room_for_draft
from kiosk.link.handoff.sealed import DraftSealer
from kiosk.link.keys import DeviceKey
from printing.qr import QUIET_MODULES, Code, make_code
from tests.handoff.examples import release, sample

pytestmark = pytest.mark.real

DPI, MODULE_MM, SIGMA_MM = 203, 0.5, 0.12
LAST_VERSION = 19
TRIES = 12


@cache
def digits() -> str:
    sealer = DraftSealer(
        key=DeviceKey(SigningKey.generate()),
        terminal="QS01",
        key_id="t990101-0001",
        seal_key=base64.b64encode(bytes(PrivateKey.generate().public_key)).decode(),
        new_bytes=secrets.token_bytes,
    )
    return sealer.seal(sample(), release(), expires_at=datetime(2026, 6, 9, tzinfo=UTC)).digits


@cache
def code() -> Code:
    return make_code(digits(), dense=True)


def picture(code: Code, *, pixels: int) -> Image.Image:
    """One pixel a module, with the quiet zone, scaled up so that it can be turned without loss."""
    size = code.size + 2 * QUIET_MODULES
    image = Image.new("L", (size, size), 255)
    for y, row in enumerate(code.rows):
        for x, black in enumerate(row):
            if black:
                image.putpixel((x + QUIET_MODULES, y + QUIET_MODULES), 0)
    return image.resize((pixels, pixels), Image.Resampling.NEAREST)


def read(image: Image.Image) -> str:
    found = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode)  # type: ignore[arg-type]
    return found[0].text if found else ""


def test_the_sample_fits_version_19() -> None:
    assert code().version <= LAST_VERSION
    assert len(digits()) < 1903


def test_the_largest_draft_fits_version_19() -> None:
    from kiosk.core.handoff.codes import MOST_DIGITS

    assert make_code("9" * MOST_DIGITS, dense=True).version == LAST_VERSION
    assert room_for_draft(terminal="QS01", key_id="t990101-0001") >= 600


@pytest.mark.parametrize("seed", range(TRIES))
def test_a_phone_reads_it(seed: int) -> None:
    """400 px across, blur 1.2, tilted, unevenly lit, noisy, JPEG 75."""
    rng = random.Random(seed)
    side = 400
    large = picture(code(), pixels=4 * side)
    turned = large.rotate(rng.uniform(-15, 15), Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    scale = side / (4 * side)
    small = turned.resize(
        (round(turned.width * scale), round(turned.height * scale)), Image.Resampling.BOX
    ).filter(ImageFilter.GaussianBlur(1.2))
    assert read(_lit(small, rng)) == digits()


def _lit(image: Image.Image, rng: random.Random) -> Image.Image:
    dark, bright = rng.uniform(20, 60), rng.uniform(190, 245)
    angle = rng.uniform(0, 2 * math.pi)
    raw = bytearray(image.tobytes())
    for y in range(image.height):
        for x in range(image.width):
            at = y * image.width + x
            light = 1 + 0.12 * math.cos(angle + 3 * x / image.width + 2 * y / image.height)
            value = (dark + (bright - dark) * raw[at] / 255) * light + rng.gauss(0, 4)
            raw[at] = max(0, min(255, round(value)))
    return Image.frombytes("L", image.size, bytes(raw))


@pytest.mark.parametrize("seed", range(TRIES))
def test_a_scanner_reads_the_paper(seed: int) -> None:
    """Heat paper: 4 dots of 203 dpi a module (0.5 mm), dots that bleed by 0.12 mm, feed that slips."""
    rng = random.Random(seed)
    dots = round(MODULE_MM / 25.4 * DPI)
    over = 4  # fine pixels a dot
    size = code().size + 2 * QUIET_MODULES
    fine = picture(code(), pixels=size * dots * over)
    per_mm = DPI * over / 25.4
    bled = fine.filter(ImageFilter.GaussianBlur(SIGMA_MM * per_mm))
    burnt = bled.point(lambda value: 0 if value < 128 + rng.randint(-25, 25) else 255)
    slipped = burnt.resize((burnt.width, round(burnt.height * rng.uniform(0.98, 1.02))))
    turned = slipped.rotate(rng.uniform(-6, 6), Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    seen = turned.resize((turned.width * 2 // 5, turned.height * 2 // 5), Image.Resampling.BOX)
    assert read(seen.filter(ImageFilter.GaussianBlur(0.8))) == digits()
