from __future__ import annotations

import io
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import requests
import yaml
from sqlalchemy import select

from center.cli import main
from center.settings import load_settings
from center.store import Store
from center.tables import enroll_codes
from config.signing import KeyFile
from tests.center.postgres import Cluster
from tests.center.support import POSTGRESQL

pytestmark = pytest.mark.whole

CENTER = [sys.executable, "-c", "import sys; from center.cli import main; sys.exit(main(sys.argv[1:]))"]


@pytest.mark.real
def test_the_trial_center_serves_and_stops(tmp_path: Path) -> None:
    with subprocess.Popen(
        [*CENTER, "--trial", "--data", str(tmp_path), "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        found = re.fullmatch(r"center: (http://127\.0\.0\.1:\d+)\n", line)
        assert found, line
        health = requests.get(found[1] + "/v1/health", timeout=20).json()
        assert health["trial"] is True
        code = subprocess.run(
            [*CENTER, "enroll-code", "--trial", "--data", str(tmp_path), "--terminal", "QS01"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        assert re.fullmatch(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}\n", code)
        process.send_signal(signal.SIGTERM)
        _, log = process.communicate(timeout=30)
    assert '"event": "center_stopped"' in log


def test_init_writes_settings_that_load(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", "--data", str(tmp_path), "--public-url", "https://center.example"]) == 0
    assert str(tmp_path) in capsys.readouterr().out
    settings = load_settings(tmp_path)
    assert not settings.trial
    assert settings.public_url == "https://center.example"
    assert main(["--data", str(tmp_path), "enroll-code", "--terminal", "QS01"]) == 0
    assert main(["enroll-code", "--data", str(tmp_path), "--terminal", "qs"]) == 2
    assert main(["erase", "--data", str(tmp_path)]) == 0
    assert main(["advance", "--data", str(tmp_path), "--receipt", "QS01-000001-1", "--state", "done"]) == 2
    assert main(["withdraw-document", "--data", str(tmp_path), "--code", "X"]) == 2
    assert main(["take-in", "--data", str(tmp_path), str(tmp_path), "--by", "W01"]) == 2
    assert "holds no export" in capsys.readouterr().err


def test_a_trial_and_a_real_center_never_share_their_data(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    real, trial = tmp_path / "real", tmp_path / "trial"
    assert main(["init", "--data", str(real)]) == 0
    assert main(["erase", "--data", str(real)]) == 0
    assert main(["erase", "--trial", "--data", str(trial)]) == 0
    assert main(["erase", "--trial", "--data", str(real)]) == 2
    assert main(["init", "--data", str(trial)]) == 0
    assert main(["erase", "--data", str(trial)]) == 2
    assert "of its own" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"trial": True}, "--trial"),
        ({"public_url": "center"}, "public_url"),
        ({"townships": []}, "townships"),
        ({"lookups_per_hour": 0, "more": 1}, "lookups_per_hour"),
        ({"sources": [{"name": "x"}]}, "sources.0.base_url"),
    ],
)
def test_faults_of_the_settings_are_all_named(
    tmp_path: Path, change: dict[str, object], named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["init", "--data", str(tmp_path)])
    path = tmp_path / "center.yaml"
    path.write_text(
        yaml.safe_dump(yaml.safe_load(path.read_text(encoding="utf-8")) | change), encoding="utf-8"
    )
    assert main(["erase", "--data", str(tmp_path)]) == 2
    told = capsys.readouterr().err
    assert named in told
    assert "more" in told or "more" not in change


@pytest.mark.parametrize("text", [None, "a: [", "- 1"])
def test_without_settings_it_says_what_to_do(
    tmp_path: Path, text: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    if text is not None:
        (tmp_path / "center.yaml").write_text(text, encoding="utf-8")
    assert main(["erase", "--data", str(tmp_path)]) == 2
    assert "center.yaml" in capsys.readouterr().err


@pytest.mark.real
def test_the_data_directory_is_for_its_owner_alone(tmp_path: Path) -> None:
    main(["erase", "--trial", "--data", str(tmp_path / "new")])
    assert os.stat(tmp_path / "new").st_mode & 0o077 == 0


def test_a_notice_key_is_sealed_with_its_admin_s_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    key = KeyFile.make("notice-1").save(tmp_path)
    data = tmp_path / "data"
    assert main(["init", "--data", str(data)]) == 0
    command = ["notice-key", "--data", str(data), "--area", "990101", str(key)]
    monkeypatch.setattr("sys.stdin", io.StringIO("清水河边三棵树\n"))
    assert main([*command, "--words-stdin"]) == 0
    assert (data / "fleet" / "notice-990101.json").exists()
    typed = iter(["清水河边三棵树", "清水河边三棵柳"])
    monkeypatch.setattr("getpass.getpass", lambda _prompt: next(typed))
    assert main(command) == 2
    assert "differ" in capsys.readouterr().err
    assert main([*command[:-1], str(tmp_path / "none.key")]) == 2


def settings_with(folder: Path, **changes: object) -> None:
    """A county's first settings, with something said otherwise."""
    assert main(["init", "--data", str(folder), "--public-url", "https://center.example"]) == 0
    file = folder / "center.yaml"
    settings = yaml.safe_load(file.read_text(encoding="utf-8"))
    file.write_text(yaml.safe_dump(settings | changes, allow_unicode=True), encoding="utf-8")


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("postgresql://kiosk@127.0.0.1:9/nowhere", "the database does not answer"),
        ("mysql://kiosk@127.0.0.1/kiosk", "sqlite or postgresql"),
        ("center.sqlite", "not the address of a database"),
    ],
)
def test_a_database_that_is_none_or_not_there_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], url: str, word: str
) -> None:
    settings_with(tmp_path, database_url=url)
    assert main(["erase", "--data", str(tmp_path)]) == 2
    assert word in capsys.readouterr().err


@pytest.mark.real
@pytest.mark.xdist_group(POSTGRESQL)
def test_two_processes_that_start_at_once_on_an_empty_postgresql(tmp_path: Path, cluster: Cluster) -> None:
    url = cluster.bare()
    settings_with(tmp_path, database_url=f"postgresql://kiosk@/{url.database}?host={cluster.folder}")
    line = [*CENTER, "enroll-code", "--data", str(tmp_path), "--terminal"]
    both = [
        subprocess.Popen([*line, terminal], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for terminal in ("QS01", "QS02")
    ]
    for process in both:
        code, log = process.communicate(timeout=110)
        assert process.returncode == 0, log
        assert re.fullmatch(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}\n", code)
    store = Store(url)
    with store.read() as connection:
        assert set(connection.scalars(select(enroll_codes.c.terminal))) == {"QS01", "QS02"}
    store.close()
