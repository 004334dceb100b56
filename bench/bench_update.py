"""What a look for releases costs: without news one request, and little beside the network."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import requests

from bench.figures import say
from config.repository.repository import Repository
from config.repository.serving import StaticServer
from config.shipped import DEFAULTS
from config.signing import KeyFile
from config.staging.plan import Plan
from config.update import Outcome, Updates

LOOKS = 50
MOST_OURS_MS = 5.0
MOST_PROCESS_S = 2.0


def main() -> int:
    """Prints one JSON line per figure; exit code 1 if one is too much."""
    with tempfile.TemporaryDirectory(prefix="kiosk-bench-") as folder:
        repository = Repository(Path(folder) / "releases", now=lambda: datetime.now(UTC))
        repository.init()
        repository.promote("ring0", repository.release(DEFAULTS).release)
        for name in ("targets-1", "targets-2", "ring0-1", "ring0-2"):
            repository.sign(KeyFile.load(repository.keys / f"{name}.key"))
        repository.publish()
        server = StaticServer(repository.public)
        server.start()
        home = Path(folder) / "home"
        Plan(url=server.url, ring="ring0").save(
            home, (repository.public / "metadata/1.root.json").read_bytes()
        )
        began_s = time.perf_counter()
        assert Updates(home).run().outcome is Outcome.STAGED
        staged_s = time.perf_counter() - began_s
        whole_ms = statistics.median(look_ms(home) for _ in range(LOOKS))
        network_ms = statistics.median(network(server.url) for _ in range(LOOKS))
        server.asked.clear()
        process_s = process(home)
        count = len(server.asked)
        server.close()
    ours_ms = max(0.0, whole_ms - network_ms)
    figures = [
        say("update_no_change_ours_ms", ours_ms, "ms", MOST_OURS_MS, network=round(network_ms, 2)),
        say("update_no_change_requests", count, "requests", 2),
        say("update_process_s", process_s, "s", MOST_PROCESS_S, first_stage_s=round(staged_s, 2)),
    ]
    return 0 if all(figures) else 1


def look_ms(home: Path) -> float:
    began_s = time.perf_counter()
    assert Updates(home).run().outcome is Outcome.UNCHANGED
    return (time.perf_counter() - began_s) * 1000


def network(url: str) -> float:
    """The bare request that such a look makes, over a connection of its own."""
    etag = requests.get(f"{url}/metadata/timestamp.json", timeout=5).headers["ETag"]
    with requests.Session() as session:
        began_s = time.perf_counter()
        session.get(f"{url}/metadata/timestamp.json", headers={"If-None-Match": etag}, timeout=5)
        return (time.perf_counter() - began_s) * 1000


def process(home: Path) -> float:
    began_s = time.perf_counter()
    command = [sys.executable, "-m", "kiosk", "update", "--home", str(home)]
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - began_s


if __name__ == "__main__":
    sys.exit(main())
