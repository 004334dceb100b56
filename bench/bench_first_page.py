"""From the start of the screen process to its first page, and how much memory it has then and later."""

from __future__ import annotations

import json
import os
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.display import display, environment
from bench.figures import say
from kiosk.processes import pss_mb

RUNS = 5
FIRST_PAGE_MS, PSS_MB = 1500, 150
IN_USE_S = 20.0
RUN = [sys.executable, "-m", "kiosk", "run", "--windowed"]


def first_page(env: dict[str, str]) -> tuple[float, float, float]:
    """(first page ms, PSS in MB, processor time of the whole start in ms)."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [*RUN, "--exit-after-first-page", "--json"], env=env, capture_output=True, text=True, check=True
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    said = json.loads(done.stdout)
    cpu_s = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return said["first_page_ms"], said["pss_mb"], cpu_s * 1000


def in_use(env: dict[str, str], home: Path) -> float:
    """The most memory in the first seconds of an enrolled terminal with all its parts.

    The trial's own things stay outside: the center, the emulated devices, the dock with its rare characters.
    """
    from kiosk.simulated import Simulation

    simulation = Simulation(home=home)
    simulation.start()
    options = ["--home", str(simulation.home), "--out", str(home / "out"), "--reader", simulation.reader_port]
    terminal = subprocess.Popen([*RUN, *options], env=env, stderr=subprocess.DEVNULL)
    most = 0.0
    try:
        until_s = time.monotonic() + IN_USE_S
        while time.monotonic() < until_s:
            time.sleep(0.5)
            most = max(most, pss_mb(terminal.pid))
    finally:
        terminal.send_signal(signal.SIGTERM)
        terminal.wait(30)
        simulation.close()
    return most


def main() -> int:
    with display() as name, tempfile.TemporaryDirectory() as folder:
        env = environment(name) | {"HOME": folder, "KIOSK_HOME": f"{folder}/kiosk"}
        env.pop("XDG_CACHE_HOME", None)
        first_page(env)  # the very first start compiles the configuration and Python's own files
        runs = [first_page(env) for _ in range(RUNS)]
        median = statistics.median(run[0] for run in runs)
        cpu = statistics.median(run[2] for run in runs)
        on = "Xvfb" if name else "memory"
        good = say("first_page_ms", median, "ms", FIRST_PAGE_MS, runs=RUNS, on=on, load=os.getloadavg()[0])
        say("first_page_cpu_ms", cpu, "ms", runs=RUNS)
        good &= say("first_page_pss_mb", max(run[1] for run in runs), "MB", PSS_MB)
        good &= say("in_use_pss_mb", in_use(env, Path(folder) / "terminal"), "MB", PSS_MB)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
