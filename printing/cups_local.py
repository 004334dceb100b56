"""A private print service with a simulated printer, on free loopback ports, in a folder of its own.

It is a real cupsd and a real IPP printer (ippeveprinter), so that the terminal's own adapter always runs.
The printer's faults are switched by a small script that it runs for each job. For tests, and for a terminal
without a printer.

Call from the main thread: the programs end when the thread that started them does.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import ProxyHandler, build_opener

_PATH = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"

_FILES_CONF = """\
ServerRoot {folder}/etc
RequestRoot {folder}/spool
CacheDir {folder}/cache
StateDir {folder}/run
TempDir {folder}/spool/tmp
AccessLog {folder}/log/access_log
ErrorLog {folder}/log/error_log
PageLog {folder}/log/page_log
SystemGroup {admins}
User {user}
Group {group}
SyncOnClose Yes
"""

# Nothing personal is logged or kept: no page log, no job files; history only until it has been asked for.
_CUPSD_CONF = """\
DirtyCleanInterval 0
PageLogFormat
AccessLogLevel none
LogLevel info
Listen 127.0.0.1:{port}
Browsing Off
DefaultShared No
WebInterface No
IdleExitTimeout 0
PreserveJobFiles No
PreserveJobHistory 300
MaxJobs 200
MaxJobTime 300
DefaultAuthType None
<Location />
  Order allow,deny
  Allow from 127.0.0.1
</Location>
<Policy default>
  JobPrivateAccess all
  JobPrivateValues none
  SubscriptionPrivateAccess all
  SubscriptionPrivateValues none
  <Limit All>
    Order deny,allow
  </Limit>
</Policy>
"""

# The printer runs this for each job. What it writes to standard error changes the printer's state.
_COMMAND = """\
#!/bin/sh
rm -f "$1"  # what was printed is nobody's business
. "{folder}/behavior"
if [ -n "$trouble" ]; then
  echo "STATE: +$trouble" >&2
  while [ -e "{folder}/hold" ]; do sleep 0.1; done
  echo "STATE: -$trouble" >&2
fi
while [ -e "{folder}/slow" ]; do sleep 0.1; done
sleep "$page_s"
[ "$exit_code" = 0 ] && echo "$IPP_JOB_NAME" >> "{folder}/printed"
exit "$exit_code"
"""


@dataclass(frozen=True)
class Behavior:
    """How the simulated printer treats the next job.

    Attributes:
        page_s: how long it prints.
        trouble: a state reason such as media-empty-error, shown until `refill()`.
        slow: whether it prints until `refill()`.
        exit_code: anything but 0 makes it give the job up.
    """

    page_s: float = 0.1
    trouble: str = ""
    slow: bool = False
    exit_code: int = 0


class LocalPrinting:
    """The service, the printer, and the queue between them.

    Args:
        folder: where everything lives; a new one when None. Other accounts must be able to pass through it.
        queue: the queue's name.
        connect_timeout_s: how long the service tries to reach a printer that is off.
    """

    def __init__(self, folder: Path | None = None, *, queue: str = "a4", connect_timeout_s: int = 5) -> None:
        self.folder = folder or Path(tempfile.mkdtemp(prefix="kiosk-cups-"))
        self.folder.chmod(0o711)
        self.queue = queue
        self.port, self.printer_port = _free_ports(2)
        self._connect_timeout_s = connect_timeout_s
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        for name in ("etc/ppd", "spool/tmp", "cache", "run", "log", "printer"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        self._write_configuration()
        self.behave(Behavior())

    @property
    def device_uri(self) -> str:
        """The address of the printer itself."""
        return f"ipp://localhost:{self.printer_port}/ipp/print"

    def start(self) -> None:
        """Starts everything and makes the queue."""
        socket_path = self.folder / "dbus"
        address = f"unix:path={socket_path}"
        self._run("dbus", ["dbus-daemon", "--session", "--nofork", "--nopidfile", f"--address={address}"])
        _until(socket_path.exists, "dbus-daemon")
        self.start_service()
        self.start_printer()
        self.make_queue()

    def start_service(self) -> None:
        """Starts the print service."""
        etc = self.folder / "etc"
        command = ["cupsd", "-f", "-c", str(etc / "cupsd.conf"), "-s", str(etc / "cups-files.conf")]
        self._run("cupsd", command)
        _until(lambda: _listens(self.port), "cupsd")

    def start_printer(self) -> None:
        """Starts the simulated printer with a full tray of A4."""
        command = ["ippeveprinter", "-r", "off", "-p", str(self.printer_port), "-n", "localhost"]
        command += ["-d", str(self.folder / "printer"), "-M", "Kiosk", "-m", "Trial"]
        command += ["-f", "application/pdf,image/urf,image/pwg-raster", "-s", "30,30"]
        command += ["-c", str(self.folder / "command"), "Kiosk Trial"]
        self._run("printer", command, {"DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={self.folder / 'dbus'}"})
        _until(lambda: _listens(self.printer_port), "ippeveprinter")
        self.load_paper(250)

    def make_queue(self) -> None:
        """Makes the queue, with the policies that the terminal needs."""
        # The service asks the printer for its description under exactly the address it is given, and in the
        # background; so options of the connection are added to the address afterwards.
        self._admin("-E", "-v", self.device_uri, "-m", "everywhere", "-o", "PageSize=A4")
        _until(self._is_described, "the queue")
        self._admin("-v", f"{self.device_uri}?contimeout={self._connect_timeout_s}")
        self._admin("-o", "printer-error-policy=abort-job")

    def _admin(self, *options: str) -> None:
        command = ["lpadmin", "-h", f"127.0.0.1:{self.port}", "-p", self.queue, *options]
        subprocess.run(command, check=True, capture_output=True, timeout=30, env=_environment())

    def _is_described(self) -> bool:
        """Whether the service knows what the printer can do, which shows in its options."""
        command = ["lpoptions", "-h", f"127.0.0.1:{self.port}", "-p", self.queue, "-l"]
        found = subprocess.run(command, capture_output=True, timeout=30, env=_environment(), check=False)
        return b"PageSize" in found.stdout

    def load_paper(self, sheets: int) -> None:
        """Puts A4 into the printer's tray (default: Letter), through its own web form."""
        form = {"size1": "iso_a4_210x297mm", "type1": "stationery", "level1": str(sheets)}
        form |= {"size2": "", "type2": "", "level2": "-2"}
        url = f"http://localhost:{self.printer_port}/media?{urlencode(form)}"
        with build_opener(ProxyHandler({})).open(url, timeout=5) as answer:
            answer.read()

    def behave(self, behavior: Behavior) -> None:
        """Sets how the printer treats the next job."""
        for name, there in (("hold", bool(behavior.trouble)), ("slow", behavior.slow)):
            path = self.folder / name
            path.touch() if there else path.unlink(missing_ok=True)
        text = f"page_s={behavior.page_s} trouble={behavior.trouble} exit_code={behavior.exit_code}\n"
        (self.folder / "behavior").write_text(text, encoding="ascii")

    def refill(self) -> None:
        """Ends the trouble: paper is put in, the cover closed, the jam cleared."""
        for name in ("hold", "slow"):
            (self.folder / name).unlink(missing_ok=True)

    def printed(self) -> list[str]:
        """The names of the jobs that came out, in order; twice where a job came out twice."""
        path = self.folder / "printed"
        return path.read_text(encoding="utf-8").splitlines() if path.exists() else []

    def signal(self, program: str, number: signal.Signals) -> None:
        """Sends a signal to `cupsd` or `printer`; after SIGKILL and SIGTERM waits for the end."""
        process = self._running[program]
        process.send_signal(number)
        if number in (signal.SIGKILL, signal.SIGTERM):
            process.wait(10)

    def restore(self) -> None:
        """Brings everything back to order: what was killed runs again, and the printer has paper."""
        self.behave(Behavior())
        self.refill()
        for name, start in (("cupsd", self.start_service), ("printer", self.start_printer)):
            if self._running[name].poll() is None:
                self._running[name].send_signal(signal.SIGCONT)
            else:
                start()

    def stop(self) -> None:
        """Ends the programs that were started here, and removes the folder."""
        self.refill()
        for process in reversed(self._running.values()):
            if process.poll() is None:
                process.send_signal(signal.SIGCONT)
                process.terminate()
                try:
                    process.wait(5)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
        self._running.clear()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _write_configuration(self) -> None:
        root = os.getuid() == 0
        files = {
            "folder": self.folder,
            "admins": "root",
            "user": "lp" if root else _account(),
            "group": "lp" if root else "nogroup",
        }
        (self.folder / "etc/cups-files.conf").write_text(_FILES_CONF.format(**files), encoding="ascii")
        (self.folder / "etc/cupsd.conf").write_text(_CUPSD_CONF.format(port=self.port), encoding="ascii")
        command = self.folder / "command"
        command.write_text(_COMMAND.format(folder=self.folder), encoding="ascii")
        command.chmod(0o755)

    def _run(self, name: str, command: list[str], more: dict[str, str] | None = None) -> None:
        # The kernel ends the program if we are killed; nothing of ours stays behind.
        guard = ["setpriv", "--pdeathsig", "KILL", "--"] if shutil.which("setpriv") else []
        with (self.folder / "log" / f"{name}.out").open("ab") as out:
            self._running[name] = subprocess.Popen(
                [*guard, *command],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                env=_environment() | (more or {}),
            )


def _environment() -> dict[str, str]:
    return os.environ | {"PATH": _PATH, "LC_ALL": "C.UTF-8"}


def _account() -> str:
    return pwd.getpwuid(os.getuid()).pw_name


def _free_ports(count: int) -> tuple[int, ...]:
    """Ports that are free now; held together so that they differ."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = tuple(int(s.getsockname()[1]) for s in sockets)
    for s in sockets:
        s.close()
    return ports


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def _until(condition: Callable[[], bool], what: str, *, limit_s: float = 15.0) -> None:
    """Waits for a program to be ready."""
    deadline, never = time.monotonic() + limit_s, threading.Event()
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} did not start")
        never.wait(0.02)
