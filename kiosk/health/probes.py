"""What the self-test asks of the machine: programs, files, addresses. Everything that is not pure is here."""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from config.durable import write_durably


class Probes(Protocol):
    """The questions that the checks put to a machine."""

    @property
    def python(self) -> tuple[int, int, int]:
        """The version of Python."""
        ...

    @property
    def environment(self) -> Mapping[str, str]:
        """The environment variables."""
        ...

    def version(self, package: str) -> str | None:
        """The installed version of a Python package, or None."""
        ...

    def output(self, command: Sequence[str]) -> str | None:
        """What a program printed, or None if it is missing, failed or took too long."""
        ...

    def exists(self, path: str) -> bool:
        """Whether there is such a file, folder or device."""
        ...

    def may_read_and_write(self, path: str) -> bool:
        """Whether this user may read and write a device or folder."""
        ...

    def free_mb(self, folder: Path) -> int | None:
        """Free space where the folder is or would be, in MB; None if it cannot be told."""
        ...

    def try_writing(self, folder: Path) -> str | None:
        """Writes a file durably in a folder, and removes it; None, or what went wrong."""
        ...

    def fetch(self, url: str, ca_file: str) -> int | None:
        """The status of an HTTP answer, or None if none came; `ca_file` is a private authority, or ""."""
        ...

    def now(self) -> datetime:
        """The time, as the machine has it."""
        ...


@dataclass(frozen=True)
class Machine:
    """The machine that this runs on."""

    timeout_s: float = 5
    python: tuple[int, int, int] = sys.version_info[:3]
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ), repr=False)

    def version(self, package: str) -> str | None:
        """See `Probes`."""
        try:
            return importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            return None

    def output(self, command: Sequence[str]) -> str | None:
        """See `Probes`."""
        try:
            run = subprocess.run(
                list(command),
                capture_output=True,
                text=True,
                errors="replace",
                timeout=self.timeout_s,
                stdin=subprocess.DEVNULL,
                env={**self.environment, "LC_ALL": "C.UTF-8"},
                check=True,
            )
        except (OSError, subprocess.SubprocessError):
            return None
        return run.stdout

    def exists(self, path: str) -> bool:
        """See `Probes`."""
        return Path(path).exists()

    def may_read_and_write(self, path: str) -> bool:
        """See `Probes`."""
        return os.access(path, os.R_OK | os.W_OK)

    def free_mb(self, folder: Path) -> int | None:
        """See `Probes`."""
        there = next((place for place in (folder, *folder.parents) if place.exists()), None)
        if there is None:
            return None
        return shutil.disk_usage(there).free // 2**20

    def try_writing(self, folder: Path) -> str | None:
        """See `Probes`."""
        trial = folder / f".trial-{os.getpid()}"
        try:
            write_durably(trial, b"trial")
            trial.unlink()
        except OSError as error:
            return error.strerror or type(error).__name__
        return None

    def fetch(self, url: str, ca_file: str) -> int | None:
        """See `Probes`."""
        import requests

        try:
            with requests.get(
                url, timeout=self.timeout_s, stream=True, allow_redirects=False, verify=ca_file or True
            ) as answer:
                return answer.status_code
        except (OSError, ValueError):  # every fault of requests is an OSError
            return None

    def now(self) -> datetime:
        """See `Probes`."""
        return datetime.now().astimezone()
