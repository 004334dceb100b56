from __future__ import annotations

import stat
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from printing.errors import RenderFailed
from printing.folder import PaperFolder
from printing.outcome import Reason
from printing.papers import Row, Stock
from printing.render import Renderer
from tests.conftest import Logged
from tests.printing.examples import TEST_PAGE, blank_form, certificate, papers_list, slip

pytestmark = pytest.mark.real


class Quiet:
    """A log that keeps what it is told."""

    def __init__(self) -> None:
        self.events: list[tuple[str, dict[str, object]]] = []

    def info(self, event: str, **fields: object) -> None:
        self.events.append((event, fields))

    warning = error = exception = info


@pytest.fixture(scope="module")
def renderer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Renderer]:
    folder = PaperFolder(tmp_path_factory.mktemp("papers"))
    made = Renderer(folder, log=Quiet())
    yield made
    made.close()
    folder.close()


def faulty(folder: PaperFolder, body: str, first_deadline_s: float = 30.0) -> Renderer:
    """A helper that answers as a piece of Python does; `ask()` reads one request."""
    script = "import json, sys, os, time\ndef ask(): return json.loads(sys.stdin.readline())\n"
    command = (sys.executable, "-c", script + textwrap.dedent(body))
    return Renderer(folder, log=Quiet(), command=command, first_deadline_s=first_deadline_s)


def test_every_kind_of_paper_becomes_a_private_file(renderer: Renderer) -> None:
    papers: list[Any] = [certificate(), slip(), papers_list(), blank_form(), TEST_PAGE]
    seen = set()
    for paper in papers:
        drawn = renderer.render(paper, stock=Stock.ROLL_80)
        assert drawn.path.read_bytes().startswith(b"%PDF-")
        assert stat.S_IMODE(drawn.path.stat().st_mode) == 0o600
        assert drawn.pages == 1
        seen.add((drawn.width_mm, drawn.path))
    assert len(seen) == 5
    assert sorted(width for width, _ in seen) == [73, 210, 210, 210, 210]


def test_characters_that_no_font_has_stop_it_before_printing(renderer: Renderer) -> None:
    before = set(renderer.folder.path.iterdir())
    with pytest.raises(RenderFailed) as caught:
        renderer.render(certificate(person=(Row("姓名", "示例·\ue863\u0378山"),)))
    assert caught.value.reason is Reason.MISSING_CHARACTERS
    assert caught.value.missing == ("\ue863", "\u0378")
    assert "\ue863" not in repr(caught.value) + str(caught.value)
    assert set(renderer.folder.path.iterdir()) == before
    assert renderer.render(certificate()).pages == 1


def test_a_paper_that_may_not_be_made_is_refused(renderer: Renderer) -> None:
    with pytest.raises(RenderFailed) as caught:
        renderer.render(certificate(verify_url="https://example.cn/" + "x" * 300))
    assert caught.value.reason is Reason.REFUSED_CONTENT


def test_the_helper_is_kept_and_started_again_when_it_died(renderer: Renderer) -> None:
    renderer.warm()
    first = renderer.helper_pid
    renderer.render(slip())
    assert renderer.helper_pid == first
    assert first is not None
    subprocess.run(["kill", "-9", str(first)], check=True)
    reasons = set()
    for _ in range(2):  # it may be noticed before the question or after it
        try:
            assert renderer.render(slip()).pages == 1
        except RenderFailed as failed:
            reasons.add(failed.reason)
    assert reasons <= {Reason.RENDER_CRASHED}
    assert renderer.render(slip()).pages == 1
    assert renderer.helper_pid != first


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("ask(); os._exit(3)", Reason.RENDER_CRASHED),
        ("os._exit(3)", Reason.RENDER_CRASHED),
        ("ask(); print('nonsense', flush=True); ask()", Reason.RENDER_CRASHED),
        ("ask(); print('[1]', flush=True); ask()", Reason.RENDER_CRASHED),
        ('ask(); print(\'{"id": -1, "ok": true}\', flush=True); ask()', Reason.RENDER_CRASHED),
        ("ask(); ask()", Reason.RENDER_TIMEOUT),
        ("ask(); print('{\"id\"', end='', flush=True); ask()", Reason.RENDER_TIMEOUT),
        (
            "r = ask(); print(json.dumps({'id': r['id'], 'ok': False, 'fault': 'fonts'}), flush=True); ask()",
            Reason.FONTS_MISSING,
        ),
        (
            "r = ask(); print(json.dumps({'id': r['id'], 'ok': False, 'fault': '?'}), flush=True); ask()",
            Reason.RENDER_FAULT,
        ),
    ],
)
def test_each_fault_of_the_helper_is_told_apart(folder: PaperFolder, body: str, reason: Reason) -> None:
    renderer = faulty(folder, body, first_deadline_s=0.5)
    with pytest.raises(RenderFailed) as caught:
        renderer.render(slip())
    assert caught.value.reason is reason
    renderer.close()


def test_a_paper_too_large_for_the_pipe_is_refused_and_not_waited_for(folder: PaperFolder) -> None:
    renderer = faulty(folder, "time.sleep(60)")
    with pytest.raises(RenderFailed) as caught:
        renderer.render(certificate(note="长" * 400_000))
    assert caught.value.reason is Reason.RENDER_FAULT
    renderer.close()


def test_faults_are_logged_without_what_stood_on_the_paper(folder: PaperFolder, logged: Logged) -> None:
    log = Quiet()
    renderer = Renderer(folder, log=log)
    with pytest.raises(RenderFailed):
        renderer.render(certificate(purpose="秘密\ue863"))
    renderer.close()
    assert [event for event, _ in log.events] == ["helper_started", "helper_finished"]
    assert "秘密" not in str(log.events)
    assert "\ue863" not in str(log.events)
    assert logged.events == []


def test_the_parents_side_loads_nothing_that_draws() -> None:
    script = (
        "import sys, printing.desk, printing.trial_queue, printing.cups_queue, printing.cups_local\n"
        "print(sorted({'reportlab', 'PIL', 'qrcode', 'cups', 'pikepdf'} & set(sys.modules)))"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=root, capture_output=True, text=True, timeout=30
    )
    assert done.stdout == "[]\n"
