"""A code scanner that is not there, on a pty: the terminal's simulated device."""

from pathlib import Path

from kiosk.devices.pty_line import OnPtyLine, PtyLine


class EmulatedScanner(OnPtyLine):
    """A scanner in USB-COM mode. Every method may be called from any thread.

    Args:
        folder: Where the line is found, under `name`; made if it is not there.
        name: Of the line in the folder.
        pace: 1.0 is as slow as a real line, 0 takes no time.
        line_end: What follows each code.
    """

    def __init__(
        self, folder: Path, *, name: str = "code-scanner", pace: float = 1.0, line_end: bytes = b"\r\n"
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        super().__init__(PtyLine(folder / name, on_bytes=lambda _: None, pace=pace))
        self._line_end = line_end

    def scan(self, code: str | bytes) -> None:
        """Hold a code before it; bytes are sent as they are."""
        raw = code.encode() if isinstance(code, str) else code
        self._line.post(lambda: self._send(raw + self._line_end))

    def _send(self, raw: bytes) -> None:
        self._line.send(raw)
