"""Opens the desk with everything under it, for whoever composes the terminal."""

from pathlib import Path

from kiosk.log import Log
from printing.cups_line import CupsLine, LineError, connector
from printing.cups_queue import CupsQueue
from printing.desk import PrintDesk
from printing.folder import PaperFolder
from printing.journal import PrintJournal
from printing.queue import PrintQueue
from printing.render import Renderer

CUPS_HOST, CUPS_PORT = "localhost", 631


def queues(*, host: str = CUPS_HOST, port: int = CUPS_PORT, timeout_s: float = 2.0) -> tuple[str, ...]:
    """The queues of a print service, the default one first; none when no service answers."""
    line = CupsLine(connector(host, port, "kiosk"), timeout_s=timeout_s)
    try:
        names = sorted(line.call("getPrinters"))
        default = line.call("getDefault")
    except (LineError, ImportError):
        return ()
    finally:
        line.close()
    return tuple(sorted(names, key=lambda name: name != default))


def cups_queue(name: str, *, log: Log, host: str = CUPS_HOST, port: int = CUPS_PORT) -> PrintQueue:
    """A queue of a print service."""
    return CupsQueue(name, log=log, host=host, port=port)


def open_desk(*, queue: PrintQueue, journal: Path, log: Log, papers: Path | None = None) -> PrintDesk:
    """A desk with a renderer of its own; call `start()` before the first job and `close()` at the end.

    Args:
        queue: where papers go.
        journal: the journal's file.
        log: where events go.
        papers: where the private folder is made; in memory when None.
    """
    folder = PaperFolder(papers)
    return PrintDesk(
        renderer=Renderer(folder, log=log), folder=folder, queue=queue, journal=PrintJournal(journal), log=log
    )
