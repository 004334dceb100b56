"""Killed at random moments, over a network that loses requests and replies: each case exactly once."""

from __future__ import annotations

import random
import re
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import requests
import structlog

from kiosk.link.client import CenterClient
from kiosk.link.enroll import join
from kiosk.link.home import LinkHome
from kiosk.link.keys import DeviceKey
from kiosk.link.outbox import Outbox
from kiosk.link.sender import Sender

PYTHON = sys.executable
CENTER = [PYTHON, "-c", "import sys; from center.cli import main; sys.exit(main(sys.argv[1:]))"]
WRITER = str(Path(__file__).with_name("soak_writer.py"))
LOST_REQUESTS, LOST_REPLIES = 0.2, 0.3


class LossyProxy:
    """Forwards to the center; loses some requests before they arrive and some replies after."""

    def __init__(self, target: str, rng: random.Random) -> None:
        self.counts: Counter[str] = Counter()
        self.lossy = False
        self._lock = threading.Lock()
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_PUT(self) -> None:
                self.close_connection = True
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                lose_request, lose_reply = proxy.fates(rng)
                if lose_request:
                    return
                answer = requests.request(
                    self.command, target + self.path, data=body, headers=dict(self.headers), timeout=30
                )
                if lose_reply:
                    return
                self.send_response(answer.status_code)
                self.send_header("Content-Length", str(len(answer.content)))
                self.end_headers()
                self.wfile.write(answer.content)

            def do_POST(self) -> None:
                self.do_PUT()

            def log_message(self, *_: object) -> None:
                pass

            def log_error(self, *_: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_: object) -> None:
                pass  # the other side was killed: that is the test

        self._server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})
        self._thread.start()

    def fates(self, rng: random.Random) -> tuple[bool, bool]:
        with self._lock:
            lose_request = self.lossy and rng.random() < LOST_REQUESTS
            lose_reply = self.lossy and not lose_request and rng.random() < LOST_REPLIES
            self.counts["requests"] += 1
            self.counts["requests lost"] += lose_request
            self.counts["replies lost"] += lose_reply
        return lose_request, lose_reply

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@contextmanager
def center(folder: Path) -> Iterator[str]:
    """A real center in a process of its own, with one enrolled-to-be terminal's code."""
    with (
        (folder.parent / "center.log").open("w", encoding="utf-8") as log,
        subprocess.Popen(
            [*CENTER, "--trial", "--data", str(folder), "--port", "0"],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        ) as process,
    ):
        assert process.stdout is not None
        found = re.fullmatch(r"center: (\S+)\n", process.stdout.readline())
        assert found
        try:
            yield found[1]
        finally:
            process.terminate()


def enroll_code(folder: Path) -> str:
    command = [*CENTER, "enroll-code", "--trial", "--data", str(folder), "--terminal", "QS01"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def storm(
    home: LinkHome, told: Path, *, kills: int, rng: random.Random, requests_seen: Callable[[], int]
) -> Counter[str]:
    """Run writer and sender, killing one of them at a random moment, again and again.

    Most of the time it is one that has been seen at work since it was started, so that it dies in the
    middle of something; now and then one that may still be starting.
    """
    commands = {
        "writer": [PYTHON, WRITER, str(home.folder), str(told)],
        "sender": [
            *(PYTHON, "-m", "kiosk.link.sender", "--home", str(home.folder)),
            *("--first-delay-s", "0.02", "--poll-s", "0.02"),
        ],
    }
    work = {"writer": lambda: told.stat().st_size if told.exists() else 0, "sender": requests_seen}
    moment = threading.Event()
    running: dict[str, subprocess.Popen[bytes]] = {}
    before: dict[str, int] = {}

    def start(name: str) -> None:
        before[name] = work[name]()
        running[name] = subprocess.Popen(commands[name], stderr=subprocess.DEVNULL)

    def see_at_work(name: str) -> None:
        for _ in range(1500):
            if work[name]() > before[name]:
                return
            moment.wait(0.02)
        raise AssertionError(f"the {name} does nothing")

    killed: Counter[str] = Counter()
    for name in commands:
        start(name)
    try:
        for _ in range(kills):
            name = rng.choice(list(commands))
            if rng.random() < 0.85:
                see_at_work(name)
            moment.wait(rng.uniform(0.0, 0.5))
            assert running[name].poll() is None, f"the {name} ended by itself"
            running[name].kill()
            running[name].wait()
            killed[name] += 1
            start(name)
        for name in commands:
            see_at_work(name)
    finally:
        for process in running.values():
            process.kill()
            process.wait()
    return killed


def drain(home: LinkHome, seed: int) -> None:
    """Send what is left, over the same bad network."""
    outbox = Outbox(home.outbox, clock=lambda: datetime.now(UTC))
    client = CenterClient(enrollment=home.enrollment(), key=DeviceKey.load_or_make(home.device_key))
    sender = Sender(
        outbox=outbox,
        deliver=client.put_message,
        rng=random.Random(seed),
        log=structlog.get_logger(),
        first_delay_s=0.01,
        longest_delay_s=0.1,
    )
    pause = threading.Event()
    for _ in range(20_000):
        delay_s = sender.step()
        if delay_s is None:
            break
        pause.wait(delay_s)
    assert (outbox.depth().kept, outbox.depth().parked) == (0, 0)
    outbox.close()


def rows(path: Path, question: str) -> list[tuple[str, ...]]:
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return connection.execute(question).fetchall()
    finally:
        connection.close()


def once_each(tmp_path: Path, *, kills: int, seed: int) -> None:
    rng = random.Random(seed)
    home, told, data = LinkHome(tmp_path / "terminal"), tmp_path / "told", tmp_path / "center"
    with center(data) as url:
        proxy = LossyProxy(url, rng)
        try:
            join(home, center_url=proxy.url, code=enroll_code(data))
            proxy.lossy = True
            killed = storm(
                home,
                told,
                kills=kills,
                rng=random.Random(seed + 1),
                requests_seen=lambda: proxy.counts["requests"],
            )
            drain(home, seed)
        finally:
            proxy.close()
        arrived = rows(data / "center.sqlite", "SELECT case_id, receipt FROM cases")
        messages = rows(data / "center.sqlite", "SELECT case_id FROM messages")
    lines = [line.split() for line in told.read_text(encoding="utf-8").splitlines()]
    kept = {(line[1], line[2]) for line in lines if line[0] == "kept" and len(line) == 3}
    sent = {line[1] for line in lines if line[0] == "sent"}
    outbox = set(rows(home.outbox, "SELECT case_id, receipt FROM messages"))
    replayed = (tmp_path / "center.log").read_text(encoding="utf-8").count('"message_replayed"')
    print(
        f"\nkilled: {dict(killed)}; {dict(proxy.counts)}; kept: {len(kept)},"
        f" called sent meanwhile: {len(sent)}, at the center: {len(arrived)}, repeats absorbed: {replayed}"
    )
    assert len(kept) >= kills
    assert sent
    assert kept <= set(arrived)  # what a villager got a receipt for has arrived
    assert set(arrived) == outbox  # and nothing else has
    assert sent <= {case_id for case_id, _ in arrived}
    assert len(messages) == len(set(messages)) == len(arrived)
    assert len({receipt for _, receipt in arrived}) == len(arrived)
    assert proxy.counts["requests lost"] > 0
    assert proxy.counts["replies lost"] > 0
    assert 0 < replayed <= proxy.counts["replies lost"] + sum(killed.values())


@pytest.mark.real
@pytest.mark.timeout(300)
def test_each_case_arrives_once_though_killed_10_times(tmp_path: Path) -> None:
    once_each(tmp_path, kills=10, seed=random.randrange(10**6))


@pytest.mark.soak
@pytest.mark.timeout(900)
def test_each_case_arrives_once_though_killed_100_times(tmp_path: Path) -> None:
    once_each(tmp_path, kills=100, seed=random.randrange(10**6))
