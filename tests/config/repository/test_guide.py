"""The maintainers' guide, executed line by line, as whoever follows it would."""

from __future__ import annotations

import base64
import json
import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.release import active_release
from config.signing import KeyFile
from config.staging.store import Stages
from kiosk.cli import main
from tests.meta.sources import ROOT

GUIDE = ROOT / "docs/maintaining.md"


def lines() -> Iterator[str]:
    for block in re.findall(r"```console\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL):
        for line in block.splitlines():
            assert line.startswith("$ "), f"the guide has a line that is no command: {line}"
            yield line.removeprefix("$ ")


def run(line: str, folder: Path) -> int:
    line = re.sub(
        r"\$\(KEYID ([a-z0-9-]+)\)",
        lambda match: KeyFile.load(folder / f"releases/keys/{match[1]}.key").key.keyid[:8],
        line,
    ).replace("$PWD", str(folder))
    line = re.sub(
        r"\$\(PUBLIC ([a-z0-9-]+)\)",
        lambda match: base64.b64encode(
            bytes(KeyFile.load(folder / f"releases/keys/{match[1]}.key").secret.verify_key)
        ).decode(),
        line,
    )
    if line.startswith("kiosk "):
        return main(shlex.split(line)[1:])
    return subprocess.run(line, shell=True, cwd=folder, check=False).returncode


@pytest.mark.whole
def test_every_line_of_the_guide(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    done = 0
    outcomes = []
    for line in lines():
        code = run(line, tmp_path)
        said = capsys.readouterr().out
        assert code == 0, f"{line}\n{said}"
        if line.startswith("kiosk update --home box") and "--join" not in line:
            outcomes.append(json.loads(said)["outcome"])
        done += 1
    assert done > 50
    assert outcomes == ["staged", "staged", "staged", "nothing-new", "nothing-new"]
    assert main(["check-release", "--home", "box", "--number", "4"]) == 0, "what the terminal says of it"
    stages = Stages(tmp_path / "box")
    state = stages.change(lambda now: now.judge(4, sound=True).begin().praise())
    assert (state.good, state.high) == (4, 4)
    release = active_release(tmp_path / "box")
    assert release.services["old-age-allowance"].eligibility[0].expr == "age >= 80"
    assert "023-0000 0155" in release.services["old-age-allowance"].office.phone


def test_the_guide_names_every_command_of_the_release_side() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    for name in ("init", "check", "preview", "diff", "release", "sign", "publish", "promote", "hold"):
        assert f"kiosk config {name}" in text
    for name in (
        "rollback",
        "refresh",
        "status",
        "export-usb",
        "renew",
        "replace-key",
        "new-key",
        "show-key",
    ):
        assert f"kiosk config {name}" in text
