"""The two things that need an administrator's right on the queue: emptying it and making it anew."""

import os
from contextlib import suppress
from pathlib import Path

from printing.cups_line import CupsLine, LineError, LineRefused

ERROR_POLICY = "abort-job"


def cancel_everything(line: CupsLine, queue: str) -> None:
    """Cancels every job of a queue and removes its history and files.

    Raises:
        LineError: the service is away.
    """
    uri = f"ipp://localhost/printers/{queue}"
    try:
        line.call("cancelAllJobs", uri=uri, my_jobs=False, purge_jobs=True)
    except LineRefused:
        # No such queue is no reason to wait for the service.
        line.call("getDefault")


def resume_queue(line: CupsLine, queue: str) -> bool:
    """Lets a queue print and take jobs again.

    Returns:
        Whether it was done; it needs the right to administer printers.
    """
    try:
        line.call("enablePrinter", queue)
        line.call("acceptJobs", queue)
    except LineError:
        return False
    return True


def recreate_queue(line: CupsLine, queue: str) -> bool:
    """Removes a queue and adds it again, with its address and its description of the printer.

    Nothing less takes away the mark of a lost job.

    Returns:
        Whether it was done; it needs the right to administer printers.
    """
    wanted = ["device-uri", "printer-info", "printer-location"]
    ppd: str | None = None
    try:
        found = line.call("getPrinterAttributes", queue, requested_attributes=wanted)
        ppd = line.call("getPPD", queue)
        line.call("deletePrinter", queue)
        line.call(
            "addPrinter",
            queue,
            filename=ppd,
            device=found["device-uri"],
            info=found.get("printer-info", queue),
            location=found.get("printer-location", ""),
        )
        line.call("setPrinterErrorPolicy", queue, ERROR_POLICY)
        line.call("enablePrinter", queue)
        line.call("acceptJobs", queue)
    except (LineError, KeyError):
        return False
    finally:
        if ppd:
            with suppress(OSError):
                os.unlink(Path(ppd))
    return True
