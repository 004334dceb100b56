"""The example that maintainers copy is a service without faults, and the tables are complete."""

from __future__ import annotations

import re
from pathlib import Path

from config.expressions import ALWAYS, FUNCTIONS
from config.loader import load_folder
from config.release import DEFAULTS
from config.templates import Format
from tests.config.support import write

PAGE = (Path(__file__).parents[2] / "docs" / "services.md").read_text(encoding="utf-8")


def test_the_example_loads(tmp_path: Path) -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    menus = "tiles: [{id: all, title: 全部, detail: 全部, icon: cash, services: [example-allowance]}]\n"
    words = (DEFAULTS / "words.yaml").read_text(encoding="utf-8")
    folder = write(
        tmp_path, {"services/example-allowance.yaml": example, "menus.yaml": menus, "words.yaml": words}
    )
    assert list(load_folder(folder).services) == ["example-allowance"]


def test_every_format_function_and_name_is_described() -> None:
    for form in Format:
        assert form == Format.PLAIN or f"`{form}`" in PAGE
    for name in [*ALWAYS, *FUNCTIONS]:
        assert f"`{name}" in PAGE
