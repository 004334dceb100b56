"""Fetches a release's files: from a web server or from a folder on a stick; never more than was asked for."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import unquote, urlsplit

import requests
from tuf.api.exceptions import DownloadError, DownloadHTTPError
from tuf.ngclient.fetcher import FetcherInterface

CHUNK_BYTES: Final = 65_536
TIMEOUT_S: Final = (5.0, 20.0)
LONGEST_S: Final = 1800.0
"""Nothing is fetched for longer than this, however slowly it drips."""


class WebFetcher(FetcherInterface):
    """Over HTTP, by requests.

    Args:
        session: Keeps the line open from one file to the next.
        clock: Monotonic seconds.
    """

    def __init__(self, session: requests.Session, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._session = session
        self._clock = clock

    def _fetch(self, url: str) -> Iterator[bytes]:
        # No redirects: a captive portal likes to send people elsewhere.
        answer = self._session.get(url, stream=True, timeout=TIMEOUT_S, allow_redirects=False)
        if answer.status_code != 200:
            answer.close()
            raise DownloadHTTPError(f"status {answer.status_code}", answer.status_code)
        return self._body(answer)

    def _body(self, answer: requests.Response) -> Iterator[bytes]:
        end_s = self._clock() + LONGEST_S
        try:
            for chunk in answer.iter_content(CHUNK_BYTES):
                if self._clock() > end_s:
                    raise DownloadError("too slow")
                yield chunk
        except requests.RequestException as error:  # a broken stream is no error that the client knows
            raise DownloadError(f"broken off: {type(error).__name__}") from error
        finally:
            answer.close()


class FolderFetcher(FetcherInterface):
    """From a folder that holds the same tree: a stick in a maintainer's hand. Addresses are ``file:``."""

    def _fetch(self, url: str) -> Iterator[bytes]:
        path = Path(unquote(urlsplit(url).path))
        try:
            file = path.open("rb")
        except FileNotFoundError as error:
            raise DownloadHTTPError("not on the stick", 404) from error
        return self._body(file)

    def _body(self, file: Readable) -> Iterator[bytes]:
        try:
            while chunk := file.read(CHUNK_BYTES):
                yield chunk
        except OSError as error:
            raise DownloadError("the stick can't be read") from error
        finally:
            file.close()


class Readable(Protocol):
    """An open file, as far as it is needed here."""

    def read(self, size: int, /) -> bytes:
        """Reads up to so many bytes."""
        ...

    def close(self) -> None:
        """Closes it."""
        ...


def fetcher_for(address: str, session: requests.Session) -> FetcherInterface:
    """The fetcher for an address."""
    return FolderFetcher() if urlsplit(address).scheme == "file" else WebFetcher(session)
