"""Where models are looked for."""

from __future__ import annotations

from pathlib import Path

from tests.voice.models.builders import write
from voice.models.home import RECEIPT, find, folders, of_terminal, with_program


def test_the_terminals_own_come_before_those_of_the_program(tmp_path: Path) -> None:
    environment = {"KIOSK_HOME": str(tmp_path / "data")}
    assert folders(environment, prefix="/usr/p") == (
        tmp_path / "data/models",
        Path("/usr/p/share/kiosk/models"),
    )
    assert with_program("/usr/p") == Path("/usr/p/share/kiosk/models")


def test_a_named_folder_stands_alone(tmp_path: Path) -> None:
    environment = {"KIOSK_MODELS": str(tmp_path), "KIOSK_HOME": "/elsewhere"}
    assert folders(environment) == (tmp_path,)


def test_without_anything_set_the_users_own_data_folder_is_taken() -> None:
    assert of_terminal({"HOME": "/h"}) == Path("/h/.local/share/kiosk/models")


def test_a_model_without_its_receipt_is_not_there(tmp_path: Path) -> None:
    environment = {"KIOSK_MODELS": str(tmp_path)}
    assert find("small", environment) is None
    write(tmp_path / "small")
    assert find("small", environment) is None
    (tmp_path / "small" / RECEIPT).write_text("{}")
    assert find("small", environment) == tmp_path / "small"
