"""A serial line as the devices here use it: opened alone, read in short waits, lost as one error."""

import errno
import termios
from collections.abc import Callable
from typing import Protocol

import serial

WAIT_S = 0.05  # how long one `receive` may wait: a stop is noticed within it


class PortLostError(Exception):
    """The line could not be opened, or went away.

    Attributes:
        busy: Another program holds it.
    """

    def __init__(self, *, busy: bool = False) -> None:
        super().__init__("busy" if busy else "lost")
        self.busy = busy


class Port(Protocol):
    """An open line."""

    def send(self, data: bytes) -> None:
        """Write everything.

        Raises:
            PortLostError: The line went away.
        """
        ...

    def receive(self) -> bytes:
        """What has come in; waits a moment for the first byte, and may return nothing.

        Raises:
            PortLostError: The line went away.
        """
        ...

    def discard_input(self) -> None:
        """Throw away what came unasked.

        Raises:
            PortLostError: The line went away.
        """
        ...

    def close(self) -> None:
        """Close the line; a line that went away is closed without complaint."""
        ...


OpenPort = Callable[[], Port]


class SerialPort:
    """The real line, by pyserial; raises PortLostError when it cannot be opened."""

    def __init__(self, path: str, *, baud: int = 115_200) -> None:
        try:
            self._line = serial.Serial(
                path, baud, timeout=WAIT_S, write_timeout=1.0, exclusive=True, xonxoff=False, rtscts=False
            )
        except (OSError, termios.error) as error:
            busy = getattr(error, "errno", None) in (errno.EAGAIN, errno.EBUSY)
            raise PortLostError(busy=busy) from error

    def send(self, data: bytes) -> None:
        """Write everything."""
        try:
            self._line.write(data)
        except (OSError, termios.error) as error:
            raise PortLostError from error

    def receive(self) -> bytes:
        """What has come in within a moment."""
        try:
            return bytes(self._line.read(max(1, self._line.in_waiting)))
        except (
            OSError,
            TypeError,
            termios.error,
        ) as error:  # pyserial's own race on a closed line is a TypeError
            raise PortLostError from error

    def discard_input(self) -> None:
        """Throw away what came unasked."""
        try:
            self._line.reset_input_buffer()
        except (OSError, termios.error) as error:
            raise PortLostError from error

    def close(self) -> None:
        """Close the line."""
        try:
            self._line.close()
        except (OSError, termios.error):
            return  # it was gone already
