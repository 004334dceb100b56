"""`kiosk center`: serve, set up, enroll terminals, and the small acts of an office without a desk."""

from __future__ import annotations

import argparse
import gc
import getpass
import os
import socket
import sys
import threading
from datetime import UTC, date, datetime
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from sqlalchemy.exc import OperationalError

from center.app import Center, create_app
from center.connectors.http import HttpConnector
from center.connectors.port import Connector
from center.connectors.trial import TrialConnector
from center.days import china_day
from center.desk.cli import add_parsers
from center.desk.cli import run as run_desk
from center.errors import CenterError, ExportError, SettingsError
from center.fleet.signing import read_key
from center.log import center_log
from center.merging import Stage
from center.settings import CenterSettings, load_settings, trial_settings, write_example

DEFAULT_PORT = 8710
_TRIAL_MARK = "trial"


def default_data_dir() -> Path:
    """`$KIOSK_CENTER_HOME`, else the user's own data directory."""
    home = os.environ.get("KIOSK_CENTER_HOME")
    return Path(home) if home else Path.home() / ".local" / "share" / "kiosk-center"


def main(argv: list[str]) -> int:
    """Run one command; see `kiosk center --help`."""
    arguments = _parser().parse_args(argv)
    try:
        return _run(arguments)
    except (SettingsError, ExportError, CenterError) as error:
        sys.stderr.write(f"kiosk center: {error}\n")
        return 2


def open_center(data_dir: Path, *, trial: bool, public_url: str) -> Center:
    """A center on a data directory, with the connectors of its settings and the machine's clock.

    A directory that has served the trial village serves nothing else, and the other way round: trial
    paper must never verify as genuine.

    Raises:
        SettingsError: The settings are missing or faulty, the directory is of the other kind, or the
            database does not answer.
    """
    mark, keys = data_dir / _TRIAL_MARK, data_dir / "keys"
    if trial and keys.exists() and not mark.exists():
        raise SettingsError("this data directory belongs to a real center; the trial needs one of its own")
    if not trial and mark.exists():
        raise SettingsError("this data directory belongs to a trial; a real center needs one of its own")
    settings = trial_settings(public_url) if trial else load_settings(data_dir)
    if settings.trial and not trial:
        raise SettingsError("'trial' is not for center.yaml; use --trial")
    if trial:
        data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        mark.touch()
    try:
        return Center(
            settings=settings,
            data_dir=data_dir,
            connectors=_connectors(settings),
            clock=_now,
            log=center_log(),
        )
    except OperationalError as error:  # while starting nothing is asked of anybody's data yet
        raise SettingsError(f"the database does not answer: {' '.join(str(error.orig).split())}") from error
    except ModuleNotFoundError as error:
        if error.name != "psycopg":
            raise
        raise SettingsError(
            "PostgreSQL needs the package psycopg: pip install -r requirements/postgresql.lock"
        ) from error


def serve(app: FastAPI, *, listening: socket.socket) -> None:
    """Serve until told to stop; without an access log, as addresses and paths tell of people."""
    # What was loaded stays: a full collection would go through it again and hold every page up for 100 ms.
    gc.collect()
    gc.freeze()
    config = uvicorn.Config(app, access_log=False, log_level="warning", server_header=False)
    _Server(config, closing=getattr(app.state, "closing", None)).run(sockets=[listening])


class _Server(uvicorn.Server):
    """Tells those who watch the queue that it closes, instead of waiting for them to go."""

    def __init__(self, config: uvicorn.Config, *, closing: threading.Event | None) -> None:
        super().__init__(config)
        self._closing = closing

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close."""
        if self._closing is not None:
            self._closing.set()
        await super().shutdown(sockets=sockets)


def _connectors(settings: CenterSettings) -> list[Connector]:
    if settings.trial:
        return [TrialConnector(today=_today)]
    return [HttpConnector(source, today=_today) for source in settings.sources]


def _now() -> datetime:
    return datetime.now(UTC)


def _today() -> date:
    return china_day(_now())


def _run(arguments: argparse.Namespace) -> int:
    command: str = arguments.command or "serve"
    data_dir: Path = arguments.data
    public_url = arguments.public_url or f"http://{arguments.host}:{arguments.port}"
    if command == "init":
        path = write_example(data_dir, public_url=public_url)
        sys.stdout.write(f"{path}\n")
        return 0
    center = open_center(data_dir, trial=arguments.trial, public_url=public_url)
    if command == "serve":
        # Listening comes before saying so: who waits for the line may connect at once.
        with socket.create_server((arguments.host, arguments.port)) as listening:
            host, port = listening.getsockname()[:2]
            sys.stdout.write(f"center: http://{host}:{port}\n")
            sys.stdout.flush()
            serve(create_app(center), listening=listening)
        return 0
    try:
        return _once(center, arguments)
    finally:
        center.close()


def _once(center: Center, arguments: argparse.Namespace) -> int:
    match arguments.command:
        case "enroll-code":
            township = arguments.township or center.settings.townships[0].code
            sys.stdout.write(
                center.enrolling.give_code(terminal=arguments.terminal, township=township) + "\n"
            )
        case "advance":
            center.casework.advance(
                receipt=arguments.receipt, stage=Stage(arguments.state), who=center.settings.name
            )
        case "revoke-terminal":
            center.enrolling.revoke(arguments.terminal)
        case "withdraw-document":
            center.documents.withdraw(arguments.code)
        case "staff" | "watch" | "keep-release":
            return run_desk(center.desk, arguments)
        case "notice-key":
            file = center.notice_keys.keep(arguments.area, read_key(arguments.file), _words(arguments))
            sys.stdout.write(f"{file}\n")
        case "take-in":
            return _take_in(center, arguments)
        case "erase":
            for table, count in center.erasing.run().items():
                sys.stdout.write(f"{table}: {count}\n")
    return 0


def _take_in(center: Center, arguments: argparse.Namespace) -> int:
    """Takes an export in; 1 if some of it was not taken, or the trail is not what the terminal told of it."""
    found = center.stick.take_in(arguments.folder, by=arguments.by)
    sys.stdout.write(f"new: {found.new}\nknown before: {found.known}\nrefused: {len(found.refused)}\n")
    for receipt, code in found.refused:
        sys.stdout.write(f"  {receipt}: {code}\n")
    sys.stdout.write(f"trail: {found.trail}\n")
    if not found.trail_is_whole:
        sys.stdout.write("the trail lacks what the terminal told of it: entries were cut off or changed\n")
    return 0 if found.trail_is_whole and not found.refused else 1


def _words(arguments: argparse.Namespace) -> str:
    """The admin's words, typed by the admin."""
    if arguments.words_stdin:
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass("words: ")
    if getpass.getpass("once more: ") != first:
        raise SettingsError("the words differ; nothing was sealed")
    return first


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--data", type=Path, default=default_data_dir(), help="data directory")
    common.add_argument("--trial", action="store_true", help="the embedded trial village")
    common.add_argument("--host", default="127.0.0.1", help="address to listen on")
    common.add_argument("--port", type=int, default=DEFAULT_PORT, help="port to listen on")
    common.add_argument("--public-url", help="where phones reach this center (trial, init)")
    parser = argparse.ArgumentParser(prog="kiosk center", description=__doc__, parents=[common])
    # Options may stand before or after the command; what is not said after it must not undo what was.
    quiet = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    quiet.add_argument("--data", type=Path)
    quiet.add_argument("--trial", action="store_true")
    quiet.add_argument("--host")
    quiet.add_argument("--port", type=int)
    quiet.add_argument("--public-url")
    commands = parser.add_subparsers(dest="command")
    commands.add_parser("serve", parents=[quiet], help="serve terminals (the default)")
    commands.add_parser("init", parents=[quiet], help="write a center.yaml to begin with")
    enroll = commands.add_parser("enroll-code", parents=[quiet], help="make a one-time code for a terminal")
    enroll.add_argument("--terminal", required=True, help="two capital letters and two digits, such as QS01")
    enroll.add_argument("--township", help="its 区划代码; the first of the settings if not given")
    advance = commands.add_parser("advance", parents=[quiet], help="the next step of a case")
    advance.add_argument("--receipt", required=True)
    advance.add_argument(
        "--state", required=True, choices=["accepted", "in_work", "needs_signature", "returned", "done"]
    )
    revoke = commands.add_parser(
        "revoke-terminal", parents=[quiet], help="neither requests nor codes of a terminal count any more"
    )
    revoke.add_argument("--terminal", required=True)
    withdraw = commands.add_parser("withdraw-document", parents=[quiet], help="declare a certificate void")
    withdraw.add_argument("--code", required=True, help="the code under the certificate's QR")
    add_parsers(commands, quiet)
    notice = commands.add_parser(
        "notice-key",
        parents=[quiet],
        help="seal a township's notice key with words that only its admin knows",
    )
    notice.add_argument("file", type=Path, help="the key, as `kiosk config init` made it")
    notice.add_argument("--area", required=True, help="the admin's 区划代码, a township's or a county's")
    notice.add_argument("--words-stdin", action="store_true", help="read the words from standard input")
    export = commands.add_parser(
        "take-in", parents=[quiet], help="take in what a terminal exported to a stick"
    )
    export.add_argument("folder", type=Path, help="the folder kiosk-export-... on the stick")
    export.add_argument("--by", required=True, metavar="CODE", help="who brought it; stands in the record")
    commands.add_parser("erase", parents=[quiet], help="erase what the retention periods say")
    return parser
