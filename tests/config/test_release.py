"""Release files: whole or not taken; a faulty set leaves the last good one in place."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from config import release as releases
from config.faults import ConfigFaults
from config.loader import load_folder
from config.release import Release, ReleaseFileError, activate, active_release, compile_release, shipped
from config.staging.store import Stages
from tests.config.support import FACTS, GOOD, write

pytestmark = pytest.mark.whole


def test_a_compiled_release_is_the_folder(tmp_path: Path) -> None:
    folder = write(tmp_path / "set", GOOD)
    out = tmp_path / "out" / "release.json"
    compile_release(folder, out, seq=7, known_facts=FACTS)
    assert Release.load(out) == load_folder(folder, FACTS, seq=7)
    assert json.loads(out.read_text(encoding="utf-8"))["seq"] == 7
    assert [file.name for file in out.parent.iterdir()] == ["release.json"]


def test_what_a_folder_does_not_say_is_said_as_shipped(tmp_path: Path) -> None:
    texts = {"wording.yaml": "bar.back: 退转去\n", "words.yaml": "paying: 在领\n"}
    release = load_folder(write(tmp_path, {**GOOD, **texts}), FACTS)
    shipped_release = load_folder(releases.DEFAULTS)
    assert release.wording.phrase("bar.back").text == "退转去"
    assert release.wording.phrase("bar.help") == shipped_release.wording.phrase("bar.help")
    assert dict(release.words) == {**shipped_release.words, "paying": "在领"}


def test_a_faulty_folder_writes_nothing(tmp_path: Path) -> None:
    folder = write(tmp_path / "set", {**GOOD, "menus.yaml": "tiles: x\n"})
    with pytest.raises(ConfigFaults):
        compile_release(folder, tmp_path / "release.json", known_facts=FACTS)
    assert not (tmp_path / "release.json").exists()


@pytest.mark.parametrize(
    "damage",
    [
        lambda raw: raw[:-20],
        lambda raw: raw.replace("养老钱".encode(), "养老金".encode()),
        lambda raw: b"",
        lambda raw: b"{}",
    ],
)
def test_a_damaged_release_is_not_taken(damage: object, tmp_path: Path) -> None:
    assert callable(damage)
    out = tmp_path / "release.json"
    compile_release(write(tmp_path / "set", GOOD), out, known_facts=FACTS)
    out.write_bytes(damage(out.read_bytes()))
    with pytest.raises(ReleaseFileError):
        Release.load(out)


def test_a_release_of_another_schema_is_not_taken(tmp_path: Path) -> None:
    import hashlib

    body = b'"services":{"a":{"kind":"query"}},"menus":{"tiles":[]}}'
    out = tmp_path / "release.json"
    out.write_bytes(b'{"sha256":"%s",' % hashlib.sha256(body).hexdigest().encode() + body)
    with pytest.raises(ReleaseFileError, match="another version"):
        Release.load(out)


def test_a_terminal_starts_with_what_was_shipped(tmp_path: Path) -> None:
    release = active_release(tmp_path / "home", tmp_path / "cache")
    assert release == load_folder(releases.DEFAULTS)
    assert release.seq == 0


def test_a_faulty_set_leaves_the_last_good_one_in_place(tmp_path: Path) -> None:
    home, folder = tmp_path / "home", write(tmp_path / "set", GOOD)
    assert activate(folder, home, known_facts=FACTS) == 1
    good = active_release(home)
    write(
        folder,
        {"menus.yaml": GOOD["menus.yaml"].replace("[allowance]", "[nothing]"), "wording.yaml": "a: [b]\n"},
    )
    faults = activate(folder, home, known_facts=FACTS)
    assert isinstance(faults, tuple)
    assert {fault.file for fault in faults} == {"menus.yaml", "wording.yaml"}
    assert active_release(home) == good
    write(folder, GOOD)
    assert activate(folder, home, known_facts=FACTS) == 2
    assert active_release(home).seq == 2


def test_a_release_that_cannot_be_prepared_never_begins(tmp_path: Path) -> None:
    home, folder = tmp_path / "home", write(tmp_path / "set", GOOD)
    assert activate(folder, home, known_facts=FACTS) == 1
    staged: list[int | None] = []

    def prepare(number: int) -> list[str]:
        staged.append(Stages(home).state().staged)
        return [f"models/vosk-zh: broken in {number}"]

    faults = activate(folder, home, known_facts=FACTS, prepare=prepare)
    assert isinstance(faults, tuple)
    assert [fault.what for fault in faults] == ["models/vosk-zh: broken in 2"]
    assert staged == [2], "it is whole on the disk, and not running"
    state = Stages(home).state()
    assert (state.running, state.staged, state.bad) == (1, None, (2,))
    assert activate(folder, home, known_facts=FACTS, prepare=lambda _number: ()) == 3


def test_a_damaged_active_release_gives_way_to_the_one_before(tmp_path: Path) -> None:
    home, folder = tmp_path / "home", write(tmp_path / "set", GOOD)
    activate(folder, home, known_facts=FACTS)
    activate(folder, home, known_facts=FACTS)
    Stages(home).compiled(2).write_bytes(b"torn")
    assert active_release(home).seq == 1
    Stages(home).compiled(1).write_bytes(b"torn")
    shutil.rmtree(Stages(home).files(2))
    shutil.rmtree(Stages(home).files(1))
    assert active_release(home, tmp_path / "cache").seq == 0


def test_a_compiled_file_that_is_not_understood_is_made_again_from_its_files(tmp_path: Path) -> None:
    home = tmp_path / "home"
    activate(releases.DEFAULTS, home)
    before = active_release(home)
    Stages(home).compiled(1).write_bytes(b"of another version")
    assert active_release(home) == before
    assert Release.load(Stages(home).compiled(1)) == before


def test_the_last_three_stay_on_the_disk(tmp_path: Path) -> None:
    home, folder = tmp_path / "home", write(tmp_path / "set", GOOD)
    for _ in range(6):
        activate(folder, home, known_facts=FACTS)
    assert Stages(home).numbers() == (6, 5, 4, 3)
    assert active_release(home).seq == 6


def test_the_compiled_defaults_are_kept_and_made_anew_when_damaged(tmp_path: Path) -> None:
    first = shipped(tmp_path)
    (kept,) = tmp_path.iterdir()
    written = kept.stat().st_mtime_ns
    assert shipped(tmp_path) == first
    assert kept.stat().st_mtime_ns == written
    kept.write_bytes(kept.read_bytes()[:-1])
    assert shipped(tmp_path) == first
    assert Release.load(kept) == first


def test_without_a_place_for_the_cache_the_defaults_still_load(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert len(shipped(tmp_path / "file" / "below").services) > 40


def test_a_start_reads_one_file_and_no_yaml(tmp_path: Path) -> None:
    shipped(tmp_path)
    code = (
        "import sys; from pathlib import Path; from config.release import active_release;"
        f"active_release(Path({str(tmp_path / 'home')!r}), Path({str(tmp_path)!r}));"
        "print(sorted({'yaml', 'simpleeval', 'config.loader'} & set(sys.modules)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=releases.DEFAULTS.parents[1],
    )
    assert run.stdout.strip() == "[]"
