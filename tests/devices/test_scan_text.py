"""What a scanned code may say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.devices.scan_text import MAX_CHARACTERS, ScanFault, ScanKind, Scanned, ScanRefused, classify


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("KH1:0ABC$%*+-./: XYZ", ScanKind.HANDOFF),
        ("KH1:" + "A" * (MAX_CHARACTERS - 4), ScanKind.HANDOFF),
        ("T01-000123-7", ScanKind.RECEIPT),
        ("CQDEMO01-123456789-0", ScanKind.RECEIPT),
        ("http://127.0.0.1:8000/v/AbC-123_x", ScanKind.VERIFICATION),
        ("https://center.example/town/v/AbC123", ScanKind.VERIFICATION),
        ("990101194402290118", ScanKind.DIGITS),
        ("7", ScanKind.DIGITS),
    ],
)
def test_our_codes_are_taken(text: str, kind: ScanKind) -> None:
    assert classify(text.encode()) == Scanned(kind, text)


def test_full_width_letters_and_digits_become_plain() -> None:
    assert classify("Ｔ０１-000123-７".encode()) == Scanned(ScanKind.RECEIPT, "T01-000123-7")


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        (b"", ScanFault.EMPTY),
        (b"   ", ScanFault.EMPTY),
        (b"\xff\xfe\x00", ScanFault.NOT_TEXT),
        ("示例".encode(), ScanFault.NOT_ASCII),
        (b"KH1:ABCDEFGH\x1b[2J", ScanFault.NOT_ASCII),
        (b"T01-000123-7\x00", ScanFault.NOT_ASCII),
        (b"1" * (MAX_CHARACTERS + 1), ScanFault.TOO_LONG),
        (b"1" * 100_000, ScanFault.TOO_LONG),
        (b"KH1:", ScanFault.NOT_OURS),
        (b"KH2:ABCDEFGH", ScanFault.NOT_OURS),
        (b"hello", ScanFault.NOT_OURS),
        (b"https://center.example/", ScanFault.NOT_OURS),
        (b"https://center.example/v/ok?next=x", ScanFault.NOT_OURS),
        (b"https://user@center.example/v/AbC123", ScanFault.NOT_OURS),
        (b"javascript:alert(1)", ScanFault.NOT_OURS),
        (b"file:///etc/v/passwd", ScanFault.NOT_OURS),
        (b"12 34", ScanFault.NOT_OURS),
    ],
)
def test_everything_else_is_refused(raw: bytes, fault: ScanFault) -> None:
    assert classify(raw) == ScanRefused(fault)


@given(st.one_of(st.binary(max_size=200), st.text(max_size=60).map(str.encode)))
def test_junk_never_raises_and_what_is_taken_is_plain(raw: bytes) -> None:
    result = classify(raw)
    if isinstance(result, Scanned):
        assert result.text.isascii()
        assert result.text.isprintable()


def test_a_code_is_not_shown_by_accident() -> None:
    assert "990101" not in repr(classify(b"990101194402290118"))
