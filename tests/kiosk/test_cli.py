"""The `kiosk` command: dispatch, help, and the exit codes."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest

from kiosk.cli import COMMANDS, main
from tests.meta.sources import ROOT


def test_a_command_gets_its_arguments_and_gives_the_exit_code(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[list[str]] = []
    module = ModuleType("kiosk.demo")

    def run(argv: list[str]) -> int:
        seen.append(argv)
        return 7

    module.main = run  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "kiosk.demo", module)
    assert main(["demo", "--out", "x"]) == 7
    assert seen == [["--out", "x"]]


@pytest.mark.parametrize("argv", [[], ["-h"], ["--help"], ["help"]])
def test_help_names_every_command(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(argv) == 0
    out = capsys.readouterr().out
    assert all(f"  {name} " in out for name in COMMANDS)


def test_an_unknown_command_gets_help_and_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fly"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "'fly'" in err
    assert "Usage: kiosk COMMAND" in err


def test_without_arguments_given_it_takes_those_of_the_process(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["kiosk", "fly"])
    assert main() == 2
    assert "'fly'" in capsys.readouterr().err


@pytest.mark.parametrize("module", [module for module, _ in COMMANDS.values()])
def test_every_command_has_its_module(module: str) -> None:
    path = ROOT / (module.replace(".", "/") + ".py")
    assert "def main(argv" in path.read_text(encoding="utf-8")
