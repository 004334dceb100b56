"""Small models for tests: the same machinery, a few bytes."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from voice.models.pins import FilePin, ModelPin, PackagePin, SelfTest

FILES = {"am/final.mdl": b"sounds" * 100, "conf/model.conf": b"--rule=1\n", "empty": b""}


def pin_of(content: bytes) -> FilePin:
    return FilePin(bytes=len(content), sha256=hashlib.sha256(content).hexdigest())


def model_pin(
    files: Mapping[str, bytes] = FILES,
    *,
    packages: Sequence[PackagePin] = (),
    archive: str | None = None,
    self_test: SelfTest = SelfTest.NONE,
) -> ModelPin:
    return ModelPin(
        title="a small one",
        purpose="listening",
        version="1",
        licence="MIT",
        source="made for a test",
        with_setup=bool(packages),
        files={path: pin_of(content) for path, content in files.items()},
        packages=tuple(packages),
        archive=archive,
        self_test=self_test,
    )


def write(folder: Path, files: Mapping[str, bytes] = FILES) -> Path:
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


def zip_of(path: Path, files: Mapping[str, bytes] = FILES, *, around: str = "") -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(around + name, content)
    return path


def tgz_of(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return out.getvalue()


def wheel_of(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def silent(_what: str, _done: int, _of: int) -> None:
    """Nobody watches."""


def receipt(folder: Path) -> dict[str, object]:
    content: dict[str, object] = json.loads((folder / "receipt.json").read_text())
    return content


class Clients:
    """Stands in for pip and npm: gives what was put on its shelf.

    Args:
        shelf: Package name -> the file's name and content.
    """

    def __init__(self, shelf: Mapping[str, tuple[str, bytes]]) -> None:
        self.shelf = shelf
        self.commands: list[list[str]] = []

    def __call__(self, command: Sequence[str], environment: dict[str, str], look: Callable[[], None]) -> int:
        parts = list(command)
        self.commands.append(parts)
        look()
        if "pack" in parts:
            wanted = [parts[parts.index("pack") + 1].rpartition("@")[0]]
            into = Path(parts[parts.index("--pack-destination") + 1])
        else:
            lines = Path(parts[parts.index("-r") + 1]).read_text().splitlines()
            wanted = [line.partition("==")[0] for line in lines]
            into = Path(parts[parts.index("-d") + 1])
        into.mkdir(exist_ok=True)
        for name in wanted:
            if name not in self.shelf:
                return 1
            file, content = self.shelf[name]
            (into / file).write_bytes(content)
        return 0
