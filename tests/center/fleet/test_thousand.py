"""1,000 terminals beat every 10 s over real HTTP, and a release that fails on 3 % goes out in waves."""

from __future__ import annotations

import asyncio
import json
import os
import random
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import structlog
import yaml
from nacl.signing import SigningKey
from sqlalchemy import insert

from center.cli import open_center
from center.desk.people import Staff, StaffRole
from center.fleet.holds import BY_ITSELF, Hold, Holds
from center.store import Store, sqlite_url
from center.tables import terminals
from config.names import Channel
from tests.center.desk.support import PASSWORD, QUICK
from tests.center.fleet.thousand import NEW, Caller, County, Simulated, quantile
from tests.center.support import NOON, REAL

pytestmark = [pytest.mark.soak, pytest.mark.timeout(0)]

COUNT, EVERY_S, FAILING_PERCENT = 1000, 10.0, 3
WAVES = (1, 5, 25, 100)
BEATS_IN_A_WAVE = 3
"""It begins, it is over, and it is told."""
SLOWEST_S = 600.0
PAGE_MS = 300.0


@contextmanager
def county_center(folder: Path) -> Iterator[tuple[str, list[Simulated]]]:
    """A center in a process of its own, with its terminals enrolled; yields where it is, and them."""
    settings = REAL.model_dump(mode="json", exclude={"trial"})
    settings["fleet"] = {"beat_every_s": int(EVERY_S), "look_every_s": 2}
    folder.mkdir()
    (folder / "center.yaml").write_text(yaml.safe_dump(settings, allow_unicode=True), encoding="utf-8")
    center = open_center(folder, trial=False, public_url="http://127.0.0.1")
    center.desk.accounts._hasher = QUICK
    keeper = Staff("M01", "示例·维护", StaffRole.MAINTAINER, "990101")
    center.desk.accounts.add(keeper, password=PASSWORD)
    simulated = [Simulated(f"K{number:04}", SigningKey.generate()) for number in range(COUNT)]
    with center.store.write() as connection:
        for one in simulated:
            public = bytes(one.key.verify_key)
            row = {"code": one.code, "township": one.area, "public_key": public, "enrolled_at": NOON}
            connection.execute(insert(terminals).values(**row))
    center.close()
    command = [sys.executable, "-m", "kiosk", "center", "--data", str(folder), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().split()[-1], simulated
        finally:
            process.terminate()
            process.wait(30)


def holds_of(folder: Path) -> dict[int, Hold]:
    store = Store(sqlite_url(folder / "center.sqlite"))
    try:
        return Holds(store=store, clock=lambda: NOON, log=structlog.get_logger()).all()
    finally:
        store.close()


async def signed_in(call: Caller, url: str) -> str:
    """A maintainer at the desk; the cookie."""
    form = urlencode({"code": "M01", "password": PASSWORD}).encode()
    headers = {"Origin": url, "Content-Type": "application/x-www-form-urlencoded"}
    answer = await call("POST", "/desk/sign-in", headers, form)
    assert answer.status == 303, answer.status
    found = re.search(r"(?im)^set-cookie: (desk=[^;]+)", answer.headers)
    assert found
    return found[1]


async def rolled_out(county: County) -> dict[str, Any]:
    """Wave after wave, as a maintainer would raise the share; returns what came of it."""
    chance, call = random.Random(8), Caller.of(county.url)
    cookie = await signed_in(call, county.url)
    lives = [asyncio.create_task(county.live(one, call, chance)) for one in county.terminals]
    assert await county.all_beat(1, within_s=SLOWEST_S)
    county.beat_ms.clear()
    watcher = asyncio.create_task(county.watch_page(call, cookie))
    began_s = time.monotonic()
    for percent in WAVES:
        county.channel = county.channel.model_copy(update={"percent": percent})
        assert await county.all_beat(BEATS_IN_A_WAVE, within_s=SLOWEST_S)
    county.over.set()
    await asyncio.gather(*lives, watcher)
    stopped_s = county.stopped_s
    began_late = [
        one.code
        for one in county.terminals
        if stopped_s and one.began_at_s and one.began_at_s > stopped_s + 2 * EVERY_S
    ]
    return {
        "stopped_in_wave_percent": county.stopped_percent,
        "stopped_after_s": round(stopped_s - began_s, 1) if stopped_s else None,
        "seconds": round(time.monotonic() - began_s),
        "began_long_after_the_stop": len(began_late),
    }


def test_a_bad_release_stops_by_itself_among_a_thousand(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "center"
    with county_center(folder) as (url, simulated):
        county = County(
            url=url,
            terminals=simulated,
            channel=Channel(release=NEW, percent=0, salt="soak"),
            every_s=EVERY_S,
            failing_percent=FAILING_PERCENT,
        )
        came = asyncio.run(rolled_out(county))
    stages, hold = county.stages(), holds_of(folder).get(NEW)
    figures = {
        "terminals": COUNT,
        "beats": len(county.beat_ms),
        "beats_per_s": round(len(county.beat_ms) / came["seconds"], 1),
        "beat_ms_median": round(quantile(county.beat_ms, 0.5), 1),
        "beat_ms_p95": round(quantile(county.beat_ms, 0.95), 1),
        "refused": dict(county.refused),
        "load": round(os.getloadavg()[0], 1),
        "page_ms_median": round(quantile(county.page_ms, 0.5), 1),
        "page_ms_p95": round(quantile(county.page_ms, 0.95), 1),
        "page_ms_max": round(max(county.page_ms), 1),
        "pages": len(county.page_ms),
        "stages": dict(stages),
        "stopped_at": hold.why if hold else None,
        **came,
    }
    with capsys.disabled():
        sys.stdout.write("\n" + json.dumps(figures, ensure_ascii=False) + "\n")
    assert hold is not None
    assert hold.by == BY_ITSELF
    assert came["stopped_in_wave_percent"] in (5, 25), "before it went to everybody"
    assert stages["old"] > COUNT * 0.7, "whoever had not begun never did"
    assert stages["failed"] < 20
    assert came["began_long_after_the_stop"] == 0, "the next heartbeat stops the rest"
    assert not county.refused
    assert figures["page_ms_p95"] < PAGE_MS
