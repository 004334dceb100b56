"""Follows a repository of signed releases: what this terminal should run, and the files of it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from tuf.api.exceptions import DownloadError, DownloadLengthMismatchError, RepositoryError
from tuf.api.metadata import Metadata
from tuf.ngclient import Updater, UpdaterConfig
from tuf.ngclient.fetcher import FetcherInterface

from config.names import HOLD_PATH, Bundle, BundleFile, Channel, Hold, bundle_path, channel_path, file_path
from config.signing import use_nacl
from config.staging.poll import Poll

M = TypeVar("M", bound=BaseModel)


class Refused(Exception):
    """What came is not to be trusted; `reason` is one word for logs and the fleet's page."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class Unreachable(Exception):
    """Nothing came, or not all of it: to be tried again later."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a repository says, verified.

    Attributes:
        versions: Of root, timestamp, snapshot.
        expires: When the timestamp ends.
        channel: What the ring runs; None before its first release.
        hold: What is stopped.
    """

    versions: tuple[int, int, int]
    expires: datetime
    channel: Channel | None
    hold: Hold


class Follower:
    """A look at a repository.

    Args:
        url: Its address.
        folder: The client's own folder, for metadata.
        root: The first root that is trusted.
        fetcher: How files come.
    """

    def __init__(self, url: str, *, folder: Path, root: bytes, fetcher: FetcherInterface) -> None:
        use_nacl()
        self._targets_url = f"{url.rstrip('/')}/targets/"
        self._folder = folder
        self._fetcher = fetcher
        self._targets = folder / "targets"
        self._targets.mkdir(parents=True, exist_ok=True)
        self._client: Updater = self._safely(
            lambda: Updater(
                metadata_dir=str(folder),
                metadata_base_url=f"{url.rstrip('/')}/metadata/",
                target_dir=str(self._targets),
                target_base_url=self._targets_url,
                fetcher=fetcher,
                config=UpdaterConfig(prefix_targets_with_hash=True),
                bootstrap=root,
            )
        )

    def look(self, ring: str, poll: Poll) -> Seen:
        """Verifies everything up to the ring's pointer.

        Raises:
            Refused: It is not to be trusted.
            Unreachable: It did not come.
        """
        self._safely(self._client.refresh)
        root, timestamp = self._local("root"), self._local("timestamp")
        versions = (root.version, timestamp.version, timestamp.snapshot_meta.version)
        if poll.is_older(root=versions[0], timestamp=versions[1], snapshot=versions[2]):
            raise Refused("older-than-before")
        if timestamp.expires <= poll.earliest():  # the client believes the clock, and the clock may be behind
            raise Refused("expired")
        hold = self._target(HOLD_PATH, Hold) or Hold()
        return Seen(versions, timestamp.expires, self._target(channel_path(ring), Channel), hold)

    def bundle(self, number: int) -> Bundle:
        """The files of a release.

        Raises:
            Refused: It is not to be trusted, or is another one.
            Unreachable: It did not come.
        """
        found = self._target(bundle_path(number), Bundle)
        if found is None or found.release != number:
            raise Refused("no-such-release")
        return found

    def fetch(self, entry: BundleFile, place: Path) -> None:
        """Fetches one file of a release.

        Raises:
            Refused: It is another file than the one that was signed.
            Unreachable: It did not come.
        """
        digest, length = hashlib.sha256(), 0
        try:
            with place.open("wb") as file:
                for chunk in self._fetcher.fetch(self._targets_url + file_path(entry.sha256)):
                    length += len(chunk)
                    if length > entry.bytes:
                        raise Refused("too-long")
                    digest.update(chunk)
                    file.write(chunk)
        except DownloadError as error:
            raise Unreachable(_name(error)) from error
        if length != entry.bytes or digest.hexdigest() != entry.sha256:
            raise Refused("tampered") if length == entry.bytes else Unreachable("cut-short")

    def _local(self, role: str) -> Any:
        """What the client has verified and kept."""
        return Metadata.from_file(str(self._folder / f"{role}.json")).signed

    def _target(self, path: str, model: type[M]) -> M | None:
        info = self._safely(lambda: self._client.get_targetinfo(path))
        if info is None:
            return None
        file = self._targets / "target"
        self._safely(lambda: self._client.download_target(info, str(file)))
        try:
            return model.model_validate_json(file.read_bytes())
        except ValidationError as error:
            raise Refused("not-understood") from error
        finally:
            with suppress(OSError):
                file.unlink()

    def _safely(self, step: Callable[[], T]) -> T:
        try:
            return step()
        except DownloadLengthMismatchError as error:
            raise Refused("too-long") from error
        except DownloadError as error:
            raise Unreachable(_name(error)) from error
        except RepositoryError as error:
            raise Refused(_name(error)) from error


def _name(error: Exception) -> str:
    """BadVersionNumberError -> bad-version-number."""
    words = "".join(f"-{c.lower()}" if c.isupper() else c for c in type(error).__name__.removesuffix("Error"))
    return words.strip("-")


T = TypeVar("T")
