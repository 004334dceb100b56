"""Asking a printer itself, by IPP (RFC 8010, RFC 8011): how it is, and what became of a job.

The print service's word is not enough. It was seen to call a job completed that the printer had aborted a
moment before, in one of ten tries; so the printer is asked for the job by its name.
"""

import http.client
import ssl
import struct
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlsplit

_GET_JOBS, _GET_PRINTER_ATTRIBUTES = 0x000A, 0x000B
_OPERATION, _JOB, _END, _FIRST_VALUE_TAG = 0x01, 0x02, 0x03, 0x10
_INTEGER, _BOOLEAN, _ENUM = 0x21, 0x22, 0x23
_NAME, _KEYWORD, _URI, _CHARSET, _LANGUAGE = 0x42, 0x44, 0x45, 0x47, 0x48
_LAST_GOOD_STATUS = 0x00FF
_LARGEST_ANSWER = 4 << 20

Attributes = dict[str, list[Any]]


class DeviceSilentError(Exception):
    """The printer does not answer, or answers nonsense."""


@dataclass(frozen=True)
class DeviceJob:
    """A job as the printer knows it.

    Attributes:
        state: 3 to 9, as in `cups_rules`.
        reasons: its reasons.
    """

    state: int
    reasons: tuple[str, ...]


class Device(Protocol):
    """A printer that can be asked."""

    def state(self) -> dict[str, Any]:
        """Its `printer-state` and `printer-state-reasons`.

        Raises:
            DeviceSilentError: no answer that can be used.
        """
        ...

    def job(self, name: str) -> DeviceJob | None:
        """The job of a name, running or ended; None when the printer knows of none.

        Raises:
            DeviceSilentError: no answer that can be used.
        """
        ...


class IppPrinter:
    """A printer at an ipp or ipps address.

    Args:
        uri: its address; options behind a question mark are for the print service and are left out.
        user: the name under which jobs are sent.
        timeout_s: how long an answer may take.
    """

    def __init__(self, uri: str, *, user: str, timeout_s: float) -> None:
        parts = urlsplit(uri)
        if parts.scheme not in ("ipp", "ipps") or not parts.hostname:
            raise ValueError("not an IPP address")
        self._uri = parts._replace(query="", fragment="").geturl()
        self._host, self._port, self._path = parts.hostname, parts.port or 631, parts.path or "/"
        self._secure = parts.scheme == "ipps"
        self._user = user
        self._timeout_s = timeout_s

    def state(self) -> dict[str, Any]:
        """How it is."""
        groups = self._ask(_GET_PRINTER_ATTRIBUTES, [], ["printer-state", "printer-state-reasons"])
        found = next((values for _, values in groups if "printer-state" in values), None)
        if found is None:
            raise DeviceSilentError
        return {
            "printer-state": found["printer-state"][0],
            "printer-state-reasons": found.get("printer-state-reasons", []),
        }

    def job(self, name: str) -> DeviceJob | None:
        """The newest job of a name."""
        wanted = ["job-id", "job-name", "job-state", "job-state-reasons"]
        found: list[tuple[int, DeviceJob]] = []
        for which in ("completed", "not-completed"):
            for tag, values in self._ask(_GET_JOBS, [(_KEYWORD, "which-jobs", which)], wanted):
                if tag == _JOB and values.get("job-name") == [name] and "job-state" in values:
                    reasons = tuple(str(reason) for reason in values.get("job-state-reasons", []))
                    found.append((values.get("job-id", [0])[0], DeviceJob(values["job-state"][0], reasons)))
        return max(found, key=lambda pair: pair[0])[1] if found else None

    def _ask(
        self, operation: int, more: list[tuple[int, str, str]], wanted: list[str]
    ) -> list[tuple[int, Attributes]]:
        attributes = [
            (_CHARSET, "attributes-charset", "utf-8"),
            (_LANGUAGE, "attributes-natural-language", "en"),
            (_URI, "printer-uri", self._uri),
            (_NAME, "requesting-user-name", self._user),
            *more,
            *((_KEYWORD, "requested-attributes" if i == 0 else "", name) for i, name in enumerate(wanted)),
        ]
        try:
            answer = self._post(encode(operation, attributes))
            status, groups = decode(answer)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise DeviceSilentError from error
        if status > _LAST_GOOD_STATUS:
            raise DeviceSilentError
        return groups

    def _post(self, body: bytes) -> bytes:
        connection: http.client.HTTPConnection
        if self._secure:
            # Printers sign their own certificates; what is asked here holds nothing personal.
            context = ssl.create_default_context()
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            connection = http.client.HTTPSConnection(
                self._host, self._port, timeout=self._timeout_s, context=context
            )
        else:
            connection = http.client.HTTPConnection(self._host, self._port, timeout=self._timeout_s)
        try:
            connection.request("POST", self._path, body, {"Content-Type": "application/ipp"})
            answer = connection.getresponse()
            if answer.status != http.HTTPStatus.OK:
                raise ValueError("HTTP status")
            return answer.read(_LARGEST_ANSWER)
        finally:
            connection.close()


def encode(operation: int, attributes: list[tuple[int, str, str]]) -> bytes:
    """A request of text attributes (tag, name, value); an empty name adds a value to the one before."""
    body = b""
    for tag, name, value in attributes:
        key, data = name.encode(), value.encode()
        body += struct.pack(">BH", tag, len(key)) + key + struct.pack(">H", len(data)) + data
    return struct.pack(">HHIB", 0x0200, operation, 1, _OPERATION) + body + bytes([_END])


def decode(answer: bytes) -> tuple[int, list[tuple[int, Attributes]]]:
    """An answer's status and its groups: (group tag, attributes).

    Raises:
        ValueError: it is not IPP, or is cut off.
    """
    try:
        _, status, _ = struct.unpack_from(">HHI", answer)
        groups: list[tuple[int, Attributes]] = []
        at, last = 8, ""
        while (tag := answer[at]) != _END:
            at += 1
            if tag < _FIRST_VALUE_TAG:
                groups.append((tag, {}))
                continue
            name, at = _piece(answer, at)
            data, at = _piece(answer, at)
            last = name.decode() or last
            groups[-1][1].setdefault(last, []).append(_value(tag, data))
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise ValueError("not an IPP answer") from error
    return status, groups


def _piece(answer: bytes, at: int) -> tuple[bytes, int]:
    (length,) = struct.unpack_from(">H", answer, at)
    end = at + 2 + length
    if end > len(answer):
        raise IndexError
    return answer[at + 2 : end], end


def _value(tag: int, data: bytes) -> Any:
    if tag in (_INTEGER, _ENUM):
        return struct.unpack(">i", data)[0]
    if tag == _BOOLEAN:
        return data != b"\0"
    return data.decode() if tag in (_NAME, _KEYWORD, _URI, _CHARSET, _LANGUAGE) else data
