"""The release side of `kiosk config`: each command, its arguments, and what it prints."""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from config.faults import ConfigFaults
from config.shipped import DEFAULTS, EXTRAS

if TYPE_CHECKING:
    from config.repository.repository import Repository

Command = Callable[[argparse.Namespace], int]


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the release side's commands to those of `kiosk config`; each brings its function as ``run``."""

    def add(name: str, run: Command, purpose: str, *, repo: bool = True) -> argparse.ArgumentParser:
        parser = commands.add_parser(name, help=purpose, description=purpose)
        if repo:
            parser.add_argument("--repo", type=Path, default=Path("releases"), help="the repository's folder")
            parser.add_argument(
                "--keys", type=Path, help="where the two online keys lie; <repo>/keys if left out"
            )
        parser.set_defaults(run=run)
        return parser

    new = add("new", _new, "copies the shipped configuration, to be changed", repo=False)
    new.add_argument("folder", type=Path)
    new.add_argument("--with-extras", action="store_true", help="and the three services of the examples")
    add("init", _init, "makes the keys and the repository, once")
    key = add("new-key", _new_key, "makes a key that is to follow another", repo=False)
    key.add_argument("name", help="such as targets-4")
    key.add_argument("--to", type=Path, default=Path(), help="the folder: best on a stick")
    show = add("show-key", _show_key, "the public half of a key, as the settings name it", repo=False)
    show.add_argument("key", nargs="+", type=Path, help="key files, as on the sticks")
    lost = add("replace-key", _replace_key, "a key is lost or known to others: another one takes its place")
    lost.add_argument("role")
    lost.add_argument("lost", help="the first letters of the lost key's id, see status")
    lost.add_argument("new", type=Path, help="the new key's file")
    diff = add("diff", _diff, "what is different between two folders or releases")
    diff.add_argument("before", help="a folder, or a release's number")
    diff.add_argument("after", help="a folder, or a release's number")
    preview = add("preview", _preview, "which pages change, as pictures before and after")
    preview.add_argument("before", help="a folder, or a release's number")
    preview.add_argument("after", help="a folder, or a release's number")
    preview.add_argument("--out", type=Path, default=Path("out/preview"))
    release = add("release", _release, "checks a folder and makes a release of it")
    release.add_argument("folder", type=Path)
    release.add_argument("--notes", default="", help="what changed, in a sentence")
    release.add_argument("--min-app", default="", help="only programs of this version and newer take it")
    release.add_argument("--max-app", default="", help="only programs of this version and older take it")
    sign = add("sign", _sign, "adds signatures wherever these keys may sign")
    sign.add_argument("key", nargs="+", type=Path, help="key files, as on the sticks")
    publish = add("publish", _publish, "moves what is signed to the folder that is served")
    publish.add_argument("--to", type=Path, help="also copies everything there, in the safe order")
    publish.add_argument("--url", help="looks whether the web server there answers as it must")
    promote = add("promote", _promote, "points a ring at a release")
    promote.add_argument("ring")
    promote.add_argument("number", type=int)
    promote.add_argument("--percent", type=int, default=100, help="which share of the ring's terminals")
    promote.add_argument("--urgent", action="store_true", help="at the next idle moment, not at night")
    promote.add_argument("--not-before", type=datetime.fromisoformat, help="a time with its zone")
    hold = add("hold", _hold, "stops releases; one signature is enough")
    hold.add_argument("number", nargs="*", type=int)
    hold.add_argument("--all", action="store_true", help="every release")
    hold.add_argument("--off", action="store_true", help="lets everything go on")
    hold.add_argument("--reason", default="")
    back = add("rollback", _rollback, "the content of an earlier release under a higher number")
    back.add_argument("number", type=int)
    back.add_argument("--notes", default="")
    renew = add("renew", _renew, "the same content with a new date, to be signed")
    renew.add_argument("role", nargs="+")
    refresh = add("refresh", _refresh, "signs the timestamp anew: for cron; exit 1 if somebody must act")
    refresh.add_argument("--to", type=Path, help="also copies everything there")
    status = add("status", _status, "releases, rings, dates, and whose signatures are missing")
    status.add_argument("--json", action="store_true")
    usb = add("export-usb", _export_usb, "copies everything to a stick")
    usb.add_argument("folder", type=Path)
    serve = add("serve", _serve, "a small web server for trials, on this machine alone")
    serve.add_argument("--port", type=int, default=8730)


def run(given: argparse.Namespace) -> int:
    """Runs one of them.

    Returns:
        0 when all is well, 1 with faults or when it can't be done; what to do is printed.
    """
    from config.repository.metadata import RepositoryFault
    from config.signing import KeyFileError

    try:
        code: int = given.run(given)
    except ConfigFaults as error:
        for fault in error.faults:
            _say(str(fault))
        _say(f"{len(error.faults)} faults; nothing was made")
        return 1
    except (RepositoryFault, KeyFileError) as error:
        _say(str(error))
        return 1
    return code


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


def _repository(given: argparse.Namespace) -> Repository:
    from config.repository.repository import Repository

    return Repository(given.repo, keys=given.keys, now=lambda: datetime.now(UTC))


def _new(given: argparse.Namespace) -> int:
    if given.folder.exists():
        _say(f"{given.folder} is there already: name another folder")
        return 1
    # The list of models is the program's: a county that sends models writes one of those (docs/models.md).
    shutil.copytree(DEFAULTS, given.folder, ignore=shutil.ignore_patterns("models.yaml"))
    if given.with_extras:
        shutil.copytree(EXTRAS / "services", given.folder / "services", dirs_exist_ok=True)
        with (given.folder / "menus.yaml").open("a", encoding="utf-8") as menus:
            menus.write((EXTRAS / "tiles.yaml").read_text(encoding="utf-8"))
    _say(f"{given.folder}: change what is different in your county, then `kiosk config check {given.folder}`")
    return 0


def _init(given: argparse.Namespace) -> int:
    repository = _repository(given)
    for file in repository.init():
        _say(f"{file}")
    _say("put each key on a stick of its own, with a person of its own; only snapshot-1 and timestamp-1 stay")
    _say(f"every terminal gets {repository.public / 'metadata/1.root.json'} by hand, with its program")
    return 0


def _new_key(given: argparse.Namespace) -> int:
    from config.signing import KeyFile

    key = KeyFile.make(given.name)
    _say(f"{key.save(given.to)}: {key.key.keyid[:8]}")
    return 0


def _show_key(given: argparse.Namespace) -> int:
    import base64

    from config.signing import KeyFile

    for file in given.key:
        key = KeyFile.load(file)
        _say(f"{key.name}: {base64.b64encode(bytes(key.secret.verify_key)).decode()}")
    return 0


def _replace_key(given: argparse.Namespace) -> int:
    from config.signing import KeyFile

    repository = _repository(given)
    repository.replace_key(given.role, given.lost, KeyFile.load(given.new))
    return _still_waiting(repository)


def _still_waiting(repository: Repository) -> int:
    for role in repository.store.drafts():
        waiting = repository.store.waiting(role)
        needs = f"needs {waiting.needs} more" if waiting.needs else "has all it needs"
        _say(f"{role} {waiting.version}: {len(waiting.has)} signatures, {needs}")
    return 0


def _folder(given: argparse.Namespace, name: str, scratch: Path) -> Path:
    """A folder as it is, or a release's number written out."""
    return _repository(given).write_out(int(name), scratch / name) if name.isdigit() else Path(name)


def _diff(given: argparse.Namespace) -> int:
    from config.repository.diff import differences

    with tempfile.TemporaryDirectory() as scratch:
        before, after = (_folder(given, name, Path(scratch)) for name in (given.before, given.after))
        for line in differences(before, after):
            _say(line)
    return 0


def _preview(given: argparse.Namespace) -> int:
    with tempfile.TemporaryDirectory() as scratch:
        before, after = (_folder(given, name, Path(scratch)) for name in (given.before, given.after))
        command = [sys.executable, "-m", "kiosk", "check-release", str(after)]
        options = ["--against", str(before), "--out", str(given.out)]
        return subprocess.run([*command, *options], check=False).returncode


def _release(given: argparse.Namespace) -> int:
    repository = _repository(given)
    bundle = repository.release(given.folder, notes=given.notes, min_app=given.min_app, max_app=given.max_app)
    size = sum(file.bytes for file in bundle.files.values())
    _say(f"release {bundle.release}: {len(bundle.files)} files, {size} bytes; to be signed by targets")
    return 0


def _sign(given: argparse.Namespace) -> int:
    from config.signing import KeyFile

    repository = _repository(given)
    for file in given.key:
        key = KeyFile.load(file)
        roles = repository.sign(key)
        _say(f"{key.name} signed {', '.join(roles) if roles else 'nothing: nothing waits for it'}")
    return _still_waiting(repository)


def _publish(given: argparse.Namespace) -> int:
    repository = _repository(given)
    published = repository.publish()
    _say(f"published: {', '.join(published.roles)}")
    for waiting in published.waiting:
        _say(f"{waiting.role} waits for {waiting.needs} more signatures")
    return _copied(repository, given.to, given.url)


def _copied(repository: Repository, out: Path | None, url: str | None = None) -> int:
    if out is not None:
        repository.copy_to(out)
        _say(f"copied to {out}")
    if url is None:
        return 0
    from config.repository.host import faults_of_host

    faults = faults_of_host(url, next_root=repository.store.current("root").signed.version + 1)
    for fault in faults:
        _say(fault)
    return 1 if faults else 0


def _promote(given: argparse.Namespace) -> int:
    if given.not_before is not None and given.not_before.tzinfo is None:
        _say("the time needs its zone: 2026-12-01T02:00+08:00")
        return 1
    channel = _repository(given).promote(
        given.ring, given.number, percent=given.percent, urgent=given.urgent, not_before=given.not_before
    )
    when = "urgent" if channel.urgent else "at night"
    _say(
        f"{given.ring}: release {channel.release}, {channel.percent} %, {when}; to be signed by {given.ring}"
    )
    return 0


def _hold(given: argparse.Namespace) -> int:
    from config.names import Hold

    repository = _repository(given)
    before = repository.hold()
    numbers = () if given.off else tuple(sorted({*before.releases, *given.number}))
    if not given.off and not given.all and not given.number:
        _say("name a release, --all, or --off")
        return 1
    repository.set_hold(Hold(everything=given.all, releases=numbers, reason=given.reason))
    _say("nothing is held" if given.off else f"held: {'everything' if given.all else numbers}")
    return _still_waiting(repository)


def _rollback(given: argparse.Namespace) -> int:
    bundle = _repository(given).roll_back(given.number, notes=given.notes)
    _say(f"release {bundle.release} has the content of {given.number}; to be signed by targets")
    return 0


def _renew(given: argparse.Namespace) -> int:
    repository = _repository(given)
    for role in given.role:
        repository.renew(role)
    return _still_waiting(repository)


def _refresh(given: argparse.Namespace) -> int:
    repository = _repository(given)
    repository.refresh()
    _copied(repository, given.to)
    alarms = repository.alarms()
    for alarm in alarms:
        _say(alarm)
    return 1 if alarms else 0


def _status(given: argparse.Namespace) -> int:
    status = _repository(given).status()
    if given.json:
        _say(json.dumps(status, ensure_ascii=False))
        return 0
    _say(f"releases: {', '.join(map(str, status['releases'])) or 'none yet'}")
    for ring, channel in status["rings"].items():
        _say(
            f"{ring}: " + (f"release {channel['release']}, {channel['percent']} %" if channel else "nothing")
        )
    _say(f"held: {status['hold']}")
    for role, found in status["roles"].items():
        _say(f"{role} {found['version']}: until {found['expires']}, keys {' '.join(found['keys'])}")
    for alarm in status["alarms"]:
        _say(alarm)
    return _still_waiting(_repository(given))


def _export_usb(given: argparse.Namespace) -> int:
    _say(f"{_repository(given).export_usb(given.folder)}: good until the timestamp ends, in 14 days")
    return 0


def _serve(given: argparse.Namespace) -> int:
    import signal
    import threading

    from config.repository.serving import StaticServer

    server = StaticServer(_repository(given).public, port=given.port)
    server.start()
    _say(server.url)
    sys.stdout.flush()
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda _number, _frame: stop.set())
    stop.wait()
    server.close()
    return 0
