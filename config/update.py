"""`kiosk update`: looks once for a new release, fetches it and stages it. It never activates anything.

A short process of its own: nothing of it is ever loaded by the screen. One JSON line says what came of it.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final

import requests

from config.home import kiosk_home
from config.staging.plan import ROOT, NoPlan, Plan
from config.staging.poll import Poll, next_wait_s
from config.staging.store import FILES, NO_SPACE, Stages

if TYPE_CHECKING:
    from config.names import Bundle, Channel
    from config.staging.follow import Follower

TUF: Final = "tuf"
TIMEOUT_S: Final = (5.0, 20.0)
ROOM_BYTES: Final = 20_000_000
"""What stays free on the disk: cases that wait to be sent need it more than releases do."""


class Outcome(StrEnum):
    """What a look came to."""

    UNCHANGED = "unchanged"
    NOTHING_NEW = "nothing-new"
    NOT_YET = "not-yet"
    HELD = "held"
    STAGED = "staged"
    UNSOUND = "unsound"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    DISK_FULL = "disk-full"
    BUSY = "busy"
    NO_PLAN = "no-plan"


GOOD: Final = frozenset(
    {Outcome.UNCHANGED, Outcome.NOTHING_NEW, Outcome.NOT_YET, Outcome.HELD, Outcome.STAGED}
)


@dataclass(frozen=True, slots=True)
class Report:
    """What a look came to, for the supervisor and the fleet's page.

    Attributes:
        outcome: In one word.
        release: Which release it is about.
        reason: Why it was refused.
        next_s: When to look again.
        clock_behind: The clock says less than it can be: somebody must set it.
    """

    outcome: Outcome
    release: int | None = None
    reason: str = ""
    next_s: float = 0.0
    clock_behind: bool = False


class Updates:
    """Looks for releases.

    Args:
        home: The terminal's data folder.
        plan: Which repository; None for the one that the terminal joined.
        app: The program's version, for releases that need a newer one.
        now: The wall clock, with its zone.
        chance: Spreads a county's terminals over time.
        free_bytes: How much room a folder's disk has.
        by_hand: A maintainer stands there with a stick and waits for it.
    """

    def __init__(
        self,
        home: Path,
        *,
        plan: Plan | None = None,
        app: str = "",
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        chance: random.Random | None = None,
        free_bytes: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free,
        by_hand: bool = False,
    ) -> None:
        self._home = home
        self._plan = plan
        self._app = app
        self._now = now
        self._chance = chance or random.Random()
        self._free_bytes = free_bytes
        self._by_hand = by_hand
        self._stages = Stages(home)

    def run(self, *, full: bool = False) -> Report:
        """One look.

        Args:
            full: Verify everything, whatever the server says has not changed.
        """
        try:
            plan = self._plan or Plan.load(self._home)
        except NoPlan:
            return Report(Outcome.NO_PLAN)
        try:
            with self._stages.locked("update.lock", wait=False):
                return self._run(plan, full=full)
        except BlockingIOError:
            return Report(Outcome.BUSY, next_s=30)
        except OSError as error:
            if error.errno not in NO_SPACE:
                raise
            return Report(Outcome.DISK_FULL, next_s=next_wait_s(self._chance, failures=3))

    def _run(self, plan: Plan, *, full: bool) -> Report:
        folder, now = self._stages.folder, self._now()
        poll = Poll.load(folder)
        behind = now < poll.earliest()
        with requests.Session() as session:
            etag, retry_after_s = "", 0.0
            if not plan.url.startswith("file:"):
                answer = _ask(session, plan.url, poll.etag)
                if answer is not None:
                    etag, retry_after_s = answer.headers.get("ETag", ""), _retry_after_s(answer)
                    if answer.status_code == 304 and poll.may_skip(now) and not full:
                        if poll.failures:
                            poll = _kept(poll, folder, failures=0)
                        return Report(Outcome.UNCHANGED, next_s=self._wait_s(poll), clock_behind=behind)
            report, poll = self._look(plan, poll, session, etag=etag or poll.etag)
        if report.outcome not in GOOD:  # a bad stick says nothing about the line
            failures = poll.failures if self._by_hand else poll.failed().failures
            poll = _kept(poll, folder, failures=failures, etag="")
        next_s = next_wait_s(self._chance, failures=poll.failures, retry_after_s=retry_after_s)
        return Report(report.outcome, report.release, report.reason, round(next_s, 1), behind)

    def _wait_s(self, poll: Poll) -> float:
        return round(next_wait_s(self._chance, failures=poll.failures), 1)

    def _look(self, plan: Plan, poll: Poll, session: requests.Session, *, etag: str) -> tuple[Report, Poll]:
        # Only now: most looks end before, and this takes longer than all of such a look.
        from config.staging.fetch import fetcher_for
        from config.staging.follow import Follower, Refused, Unreachable

        folder = self._stages.folder
        try:
            root = (self._home / ROOT).read_bytes()
            fetcher = fetcher_for(plan.url, session)
            follower = Follower(plan.url, folder=folder / TUF, root=root, fetcher=fetcher)
            seen = follower.look(plan.ring, poll)
            poll = poll.taken(versions=seen.versions, expires=seen.expires, now=self._now(), etag=etag)
            report = self._take(plan, follower, seen.channel, held=seen.hold.stops)
            if report.reason:  # it is the terminal that must change, or the hour: so look again in full
                poll = replace(poll, etag="")
        except Refused as refused:
            return Report(Outcome.REFUSED, reason=refused.reason), poll
        except Unreachable as error:
            return Report(Outcome.UNREACHABLE, reason=str(error)), poll
        poll.save(folder)
        return report, poll

    def _take(
        self, plan: Plan, follower: Follower, channel: Channel | None, *, held: Callable[[int], bool]
    ) -> Report:
        state = self._stages.state()
        if state.staged is not None:
            is_held = held(state.staged)
            state = self._stages.change(lambda now: now.hold(held=is_held))
            if is_held and (channel is None or not state.may_take(channel.release)):
                return Report(Outcome.HELD, state.staged)
        if channel is None or not state.may_take(channel.release):
            return Report(Outcome.NOTHING_NEW, channel.release if channel is not None else None)
        number = channel.release
        if held(number):
            return Report(Outcome.HELD, number)
        soon = channel.not_before is not None and self._now() < channel.not_before
        if soon or not channel.is_for(plan.who):
            return Report(Outcome.NOT_YET, number, "too-early" if soon else "")
        bundle = follower.bundle(number)
        if not _between(self._app, bundle.min_app, bundle.max_app):
            return Report(Outcome.NOT_YET, number, "another-version-of-the-program")
        return self._stage(plan, follower, channel, bundle)

    def _stage(self, plan: Plan, follower: Follower, channel: Channel, bundle: Bundle) -> Report:
        from config.faults import ConfigFaults
        from config.staging.compile import compile_staged, wanted_files
        from config.staging.store import COMPILED

        wanted = wanted_files(bundle, area=plan.area, terminal=plan.terminal)
        missing_bytes = sum(entry.bytes for entry in wanted.values())
        if self._free_bytes(self._stages.folder) < missing_bytes + ROOM_BYTES:
            return Report(Outcome.DISK_FULL, bundle.release)
        with self._stages.staging() as folder:
            files = folder / FILES
            for name, entry in wanted.items():
                place = files / name
                place.parent.mkdir(parents=True, exist_ok=True)
                if not _had(self._stages, name, entry.sha256, place):
                    follower.fetch(entry, place)
            try:
                release = compile_staged(files, bundle.release, area=plan.area, terminal=plan.terminal)
            except (ConfigFaults, ValueError):
                self._stages.change(
                    lambda state: state.stage(bundle.release).judge(bundle.release, sound=False)
                )
                return Report(Outcome.UNSOUND, bundle.release)
            (folder / COMPILED).write_bytes(release.dump())
            # What somebody brought begins as soon as nobody uses the terminal, not at night.
            self._stages.keep(folder, bundle.release, urgent=channel.urgent or self._by_hand)
        self._stages.tidy()
        if plan.keep_for_center:
            from config.durable import write_durably

            write_durably(Path(plan.keep_for_center) / f"{bundle.release}.json", release.dump())
        return Report(Outcome.STAGED, bundle.release)


def _kept(poll: Poll, folder: Path, *, failures: int, etag: str | None = None) -> Poll:
    poll = replace(poll, failures=failures, etag=poll.etag if etag is None else etag)
    poll.save(folder)
    return poll


def _ask(session: requests.Session, url: str, etag: str) -> requests.Response | None:
    """Asks whether the timestamp has changed; None where nobody answers, which the full look will say."""
    headers = {"If-None-Match": etag} if etag else {}
    address = f"{url.rstrip('/')}/metadata/timestamp.json"
    try:
        with session.get(
            address, headers=headers, timeout=TIMEOUT_S, allow_redirects=False, stream=True
        ) as answer:
            return answer
    except requests.RequestException:
        return None


def _retry_after_s(answer: requests.Response) -> float:
    value = answer.headers.get("Retry-After", "")
    return float(value) if answer.status_code >= 400 and value.isdigit() and len(value) < 7 else 0.0


def _had(stages: Stages, name: str, sha256: str, place: Path) -> bool:
    """Takes a file from a release that is here already, if it is the same."""
    import hashlib

    for number in stages.numbers():
        file = stages.files(number) / name
        if file.is_file() and hashlib.sha256(file.read_bytes()).hexdigest() == sha256:
            shutil.copyfile(file, place)
            return True
    return False


def _between(app: str, low: str, high: str) -> bool:
    def numbers(version: str) -> tuple[int, ...]:
        return tuple(int(part) for part in version.split(".") if part.isdigit())

    if not app:
        return True
    return (not low or numbers(low) <= numbers(app)) and (not high or numbers(app) <= numbers(high))


def app_version() -> str:
    """The program's version; empty where it was not installed."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("kiosk")
    except PackageNotFoundError:
        return ""


def main(argv: list[str]) -> int:
    """Looks once; see `kiosk update --help`.

    Returns:
        0 when all is well, 1 when the look failed, 2 for wrong arguments.
    """
    parser = argparse.ArgumentParser(prog="kiosk update", description=__doc__)
    parser.add_argument("--home", type=Path, default=None, help="the terminal's data folder")
    parser.add_argument("--full", action="store_true", help="verify everything, even if nothing has changed")
    parser.add_argument("--usb", type=Path, help="a stick with exported releases, instead of the network")
    parser.add_argument("--join", metavar="URL", help="follow this repository from now on")
    parser.add_argument("--root", type=Path, help="with --join: the repository's first root, brought by hand")
    parser.add_argument("--ring", default="ring3", help="with --join: the terminal's ring")
    parser.add_argument("--area", default="990101", help="with --join: its administrative area")
    parser.add_argument("--terminal", default="QS01", help="with --join: its code there")
    parser.add_argument("--keep-for-center", default="", help="with --join: a center's folder of releases")
    given = parser.parse_args(argv)
    home: Path = given.home or kiosk_home()
    if given.join:
        if given.root is None:
            parser.error("--join needs --root: the first root must not come over the network")
        return _join(home, given)
    plan = None
    if given.usb is not None:
        plan = _stick(home, given.usb)
    with _told() as tell:
        by_hand = given.usb is not None
        report = Updates(home, plan=plan, app=app_version(), by_hand=by_hand).run(full=given.full or by_hand)
        tell(report)
    return 0 if report.outcome in GOOD else 1


def _join(home: Path, given: argparse.Namespace) -> int:
    from pydantic import ValidationError

    try:
        plan = Plan(
            url=given.join,
            ring=given.ring,
            area=given.area,
            terminal=given.terminal,
            keep_for_center=given.keep_for_center,
        )
        root = given.root.read_bytes()
    except (ValidationError, OSError) as error:
        sys.stderr.write(f"kiosk update: {error}\n")
        return 2
    plan.save(home, root)
    sys.stdout.write(f"{plan.who} follows {plan.url} in {plan.ring}\n")
    return 0


def _stick(home: Path, usb: Path) -> Plan | None:
    """The plan with a stick's address; the tree lies on it, or in the folder that `export-usb` makes."""
    tree = usb / "kiosk-releases"
    address = (tree if tree.is_dir() else usb).resolve().as_uri()
    try:
        return Plan.load(home).model_copy(update={"url": address})
    except NoPlan:
        return None


@contextmanager
def _told() -> Iterator[Callable[[Report], None]]:
    began_s = time.monotonic()

    def tell(report: Report) -> None:
        ms = round((time.monotonic() - began_s) * 1000)
        sys.stdout.write(json.dumps({**asdict(report), "ms": ms}) + "\n")

    yield tell
