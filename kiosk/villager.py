"""`kiosk villager`: simulated villagers use a whole terminal; one JSON line each, and a last one for all.

They see titles, pictures and words, take 8 to 20 seconds a page, press wrong in 10 %, beside the mark by
6 mm (sigma), and twice in 30 %. Nobody waits: the terminal runs on the play's own time, in this process,
with its real window, core, outbox, sender, client and center; the card comes as the reader's events.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

ENOUGH_PCT = 95.0
ENOUGH_BY_VOICE_PCT = 90.0
MOST_PAGES = {"a": 12, "b": 12, "c": 12}
TASKS = "a: own pension, b: 80岁老人补贴, c: gives up and goes to the window"
SCREEN_PX, SCREEN_IN = (1920, 1080), 21.5


def main(argv: list[str]) -> int:
    """Plays them; see `kiosk villager --help`.

    Returns:
        0 if enough were done and nothing happened that must never happen.
    """
    parser = argparse.ArgumentParser(prog="kiosk villager", description=__doc__)
    parser.add_argument("--seeds", type=int, default=20, help="how many villagers")
    parser.add_argument("--first-seed", type=int, default=1, help="the first one's number")
    parser.add_argument("--task", choices=["a", "b", "c"], default="a", help=TASKS)
    parser.add_argument(
        "--by", choices=["touch", "voice"], default="touch", help="voice: no touch after the card (task a)"
    )
    parser.add_argument("--json", action="store_true", help="JSON lines (the default form, too)")
    arguments = parser.parse_args(argv)
    by_voice = arguments.by == "voice"
    if by_voice and arguments.task != "a":
        parser.error("only task a is done by voice")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    began_s = time.monotonic()
    lines = []
    seeds = range(arguments.first_seed, arguments.first_seed + arguments.seeds)
    for line in play_by_voice(seeds) if by_voice else play_all(arguments.task, seeds):
        lines.append(line)
        _say(line)
    summary = sum_up_voice(lines) if by_voice else sum_up(arguments.task, lines)
    summary["seconds"] = round(time.monotonic() - began_s, 1)
    _say(summary)
    return 0 if summary["ok"] else 1


def _say(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def play_all(task: str, seeds: range) -> Iterator[dict[str, Any]]:
    """Plays one villager per seed; the same seed gives the same visit."""
    from kiosk.villagers.stand import Stand

    with tempfile.TemporaryDirectory(prefix="kiosk-villager-") as folder:
        kind = Stand
        if task == "c":
            from kiosk.villagers.window_stand import WindowStand

            kind = WindowStand
        stand = kind(Path(folder), screen_px=SCREEN_PX, diagonal_in=SCREEN_IN)
        try:
            for seed in seeds:
                yield stand.play(task, seed)
        finally:
            stand.close()


def play_by_voice(seeds: range) -> Iterator[dict[str, Any]]:
    """Plays one villager per seed who sees and touches nothing after the card."""
    from kiosk.villagers.stand import Stand

    with tempfile.TemporaryDirectory(prefix="kiosk-villager-") as folder:
        stand = Stand(Path(folder), screen_px=SCREEN_PX, diagonal_in=SCREEN_IN)
        try:
            for seed in seeds:
                yield stand.play_by_voice(seed)
        finally:
            stand.close()


def sum_up_voice(lines: list[dict[str, Any]]) -> dict[str, Any]:
    """One line for all visits by voice: enough done, nothing touched, no amount said unasked."""
    done = sum(line["done"] for line in lines)
    done_pct = round(100 * done / max(1, len(lines)), 1)
    never = {key: sum(line[key] for line in lines) for key in ("touches", "spoken", "faulted")}
    return {
        "task": "a",
        "by": "voice",
        "seeds": len(lines),
        "done": done,
        "done_pct": done_pct,
        **never,
        "turns_median": median(line["turns"] for line in lines) if lines else 0,
        "ok": done_pct >= ENOUGH_BY_VOICE_PCT and not any(never.values()),
    }


def sum_up(task: str, lines: list[dict[str, Any]]) -> dict[str, Any]:
    """One line for all: `ok` is whether the numbers are good enough."""
    done = sum(line["done"] for line in lines)
    done_pct = round(100 * done / max(1, len(lines)), 1)
    total = {
        key: sum(line[key] for line in lines)
        for key in (
            "wrong",
            "undone",
            "not_undone",
            "doubles",
            "double_tap_answers",
            "given_up",
            "sent_early",
        )
    }
    never = {
        key: sum(line[key] for line in lines) for key in ("lost", "spoken", "asked_known", "hanzi", "faulted")
    }
    done_lines = [line for line in lines if line["done"]]
    pages = [line["pages"] for line in done_lines]
    good = done_pct >= ENOUGH_PCT and not any(never.values())
    good = good and not total["not_undone"] and not total["double_tap_answers"]
    return {
        "task": task,
        "seeds": len(lines),
        "done": done,
        "done_pct": done_pct,
        **never,
        **total,
        "pages_median": median(pages) if pages else 0,
        "pages_max": max(pages, default=0),
        "presses_median": median(line["presses"] for line in done_lines) if done_lines else 0,
        "ok": good,
    }
