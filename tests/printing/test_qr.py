from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFilter

from printing.documents import draw_certificate
from printing.errors import PaperRefused
from printing.fonts import FontBook
from printing.papers import Stock
from printing.qr import DOT_PT, MIN_DOTS, make_code, slip_module_pt
from printing.slips import draw_slip
from tests.printing.examples import VERIFY_URL, certificate, slip

TOKEN = "https://zm.example.cn/r/LJ010001237K7QM3F9X"
SEALED = "KH1:" + "".join(chr(65 + (7 * i) % 26) for i in range(420))


def test_a_token_needs_version_5_at_most() -> None:
    assert make_code(TOKEN).version <= 5
    assert make_code("https://z.example.cn/" + "x" * 60).version <= 5


def test_a_token_beyond_version_8_is_refused() -> None:
    assert make_code("x" * 152).version == 8
    with pytest.raises(PaperRefused):
        make_code("x" * 153)


def test_a_sealed_draft_may_be_longer() -> None:
    assert 8 < make_code(SEALED, dense=True).version <= 22
    with pytest.raises(PaperRefused):
        make_code("x" * 1100, dense=True)
    with pytest.raises(PaperRefused):
        make_code("x" * 9000, dense=True)


def test_a_code_holds_ascii_only() -> None:
    with pytest.raises(ValueError, match="ASCII"):
        make_code("张")


def test_modules_on_slips_are_whole_dots_and_at_least_four() -> None:
    for payload, dense in ((TOKEN, False), ("x" * 152, False), (SEALED, True)):
        code = make_code(payload, dense=dense)
        dots = slip_module_pt(code, printable_pt=576 * DOT_PT, wanted_mm=30) / DOT_PT
        assert dots == pytest.approx(round(dots))
        assert dots >= MIN_DOTS
        assert dots * code.size <= 576
    with pytest.raises(PaperRefused):
        slip_module_pt(make_code(TOKEN), printable_pt=20 * DOT_PT * MIN_DOTS, wanted_mm=30)


@given(st.text("ABCDEFGHJKMNPQRSTVWXYZ23456789", min_size=8, max_size=60))
def test_any_token_is_read_with_the_quick_mask(token: str) -> None:
    code = make_code(f"https://z.example.cn/v/{token}", quick=True)
    quiet = np.pad(np.array(code.rows), 4)
    image = np.where(np.kron(quiet, np.ones((4, 4))), 0, 255).astype(np.uint8)
    assert [found.text for found in zxingcpp.read_barcodes(image)] == [f"https://z.example.cn/v/{token}"]


def picture(pdf: bytes, folder: Path, *options: str) -> Image.Image:
    path = folder / "code.pdf"
    path.write_bytes(pdf)
    command = ["pdftoppm", *options, "-singlefile", str(path), str(folder / "code")]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    found = next(p for p in folder.iterdir() if p.stem == "code" and p.suffix in (".pbm", ".ppm", ".pgm"))
    return Image.open(found).convert("L")


def read(image: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(np.asarray(image))]


def around_the_code(image: Image.Image) -> Image.Image:
    """The code with its quiet zone: what somebody holds the phone over."""
    at = zxingcpp.read_barcodes(np.asarray(image))[0].position
    margin = (at.bottom_right.x - at.top_left.x) // 5
    box = (
        at.top_left.x - margin,
        at.top_left.y - margin,
        at.bottom_right.x + margin,
        at.bottom_right.y + margin,
    )
    return image.crop(box)


def photographed(image: Image.Image, *, degrees: float, blur: float, seed: int) -> Image.Image:
    """A phone's view: two pixels a dot, askew, out of focus, noisy."""
    larger = image.resize((image.width * 2, image.height * 2), Image.Resampling.NEAREST)
    askew = larger.rotate(degrees, expand=True, fillcolor=255, resample=Image.Resampling.BILINEAR)
    soft = np.asarray(askew.filter(ImageFilter.GaussianBlur(blur)), dtype=np.float64)
    noise = np.random.default_rng(seed).normal(0, 12, soft.shape)
    return Image.fromarray(np.clip(soft * 0.8 + 20 + noise, 0, 255).astype(np.uint8))


@pytest.mark.real
@pytest.mark.parametrize("stock", Stock)
def test_a_slip_code_is_read_from_the_printers_dots(fonts: FontBook, tmp_path: Path, stock: Stock) -> None:
    image = picture(draw_slip(slip(qr=TOKEN), fonts, stock=stock).pdf, tmp_path, "-r", "203", "-mono")
    assert read(image) == [TOKEN]


@pytest.mark.real
def test_no_module_grows_on_the_printers_dots(fonts: FontBook, tmp_path: Path) -> None:
    """Each finder pattern must be seven modules wide in whole dots: dot gain would make it wider."""
    code = make_code(TOKEN)
    module = round(slip_module_pt(code, printable_pt=576 * DOT_PT, wanted_mm=30) / DOT_PT)
    pdf = draw_slip(slip(qr=TOKEN, sample=False, lines=(), number=""), fonts).pdf
    black = np.asarray(picture(pdf, tmp_path, "-r", "203", "-mono")) < 128
    assert black.shape[1] == 576
    found = zxingcpp.read_barcodes(np.where(black, 0, 255).astype(np.uint8))[0].position
    row = black[found.top_left.y + module // 2 + 1, :]
    runs = np.diff(np.flatnonzero(np.diff(np.concatenate([[False], row, [False]]).astype(int))))[::2]
    assert runs[0] == 7 * module
    assert set(runs % module) == {0}


@pytest.mark.real
def test_a_phone_reads_a_slip_that_is_askew_and_out_of_focus(fonts: FontBook, tmp_path: Path) -> None:
    image = picture(draw_slip(slip(qr=TOKEN), fonts).pdf, tmp_path, "-r", "203", "-mono")
    image = around_the_code(image)
    shots = [(degrees, seed) for seed, degrees in enumerate((-20, -11, -3, 0, 5, 13, 20))]
    good = sum(read(photographed(image, degrees=d, blur=1.9, seed=s)) == [TOKEN] for d, s in shots)
    assert good == len(shots)


@pytest.mark.real
def test_a_phone_reads_a_sealed_draft(fonts: FontBook, tmp_path: Path) -> None:
    image = picture(draw_slip(slip(qr=SEALED, dense_qr=True), fonts).pdf, tmp_path, "-r", "203", "-mono")
    assert read(image) == [SEALED]
    assert read(photographed(around_the_code(image), degrees=7, blur=1.2, seed=1)) == [SEALED]


@pytest.mark.real
@pytest.mark.parametrize("sample", [True, False])
def test_the_certificates_code_is_30_mm_and_leads_to_the_center(
    fonts: FontBook, tmp_path: Path, sample: bool
) -> None:
    image = picture(draw_certificate(certificate(sample=sample), fonts).pdf, tmp_path, "-r", "300", "-gray")
    found = zxingcpp.read_barcodes(np.asarray(image))
    assert [f.text for f in found] == [VERIFY_URL]
    width = found[0].position.top_right.x - found[0].position.top_left.x
    assert width / 300 * 25.4 == pytest.approx(30, abs=0.7)
    code = around_the_code(image)
    small = code.resize((code.width // 2, code.height // 2), Image.Resampling.BILINEAR)
    assert read(photographed(small, degrees=12, blur=1.5, seed=3)) == [VERIFY_URL]
