"""How far an installation is."""

from __future__ import annotations

import io

from voice.models.progress import Bar


def test_into_a_file_go_a_few_lines() -> None:
    out = io.StringIO()
    bar = Bar("small", out=out, moving=False)
    for done in range(0, 1001, 10):
        bar("fetching", done, 1000)
    bar("copying", 0, 0)
    bar.end()
    assert [line.split()[2] for line in out.getvalue().splitlines()] == ["0", "25", "50", "75", "100", "0"]


def test_where_somebody_watches_a_bar_is_drawn_over() -> None:
    out, now = io.StringIO(), [0.0]
    bar = Bar("small", out=out, moving=True, clock=lambda: now[0])
    for done in range(101):
        bar("fetching", done * 10_000, 1_000_000)
        now[0] += 0.01
    bar.end()
    shown = out.getvalue().strip("\r\n").split("\r")
    assert 9 <= len(shown) <= 12, "ten times a second at most"
    assert "[........................]    0.0 of 1.0 MB" in shown[0]
    assert "[########################]    1.0 of 1.0 MB" in shown[-1]
    assert out.getvalue().endswith("\n")
