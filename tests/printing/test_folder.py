from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

from printing.folder import PaperFolder, memory_folder, remove_orphans


def test_it_is_private_and_gone_at_the_end(tmp_path: Path) -> None:
    folder = PaperFolder(tmp_path)
    assert stat.S_IMODE(folder.path.stat().st_mode) == 0o700
    (folder.path / "1.pdf").write_bytes(b"x")
    folder.empty()
    assert not list(folder.path.glob("*.pdf"))
    (folder.path / "2.pdf").write_bytes(b"x")
    folder.close()
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_process_left_is_removed_by_the_next(tmp_path: Path) -> None:
    script = (
        "import os, sys; from pathlib import Path; from printing.folder import PaperFolder\n"
        "f = PaperFolder(Path(sys.argv[1])); (f.path / '1.pdf').write_bytes(b'x'); os.kill(os.getpid(), 9)"
    )
    root = str(Path(__file__).parents[2])
    subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)],
        check=False,
        timeout=30,
        env=os.environ | {"PYTHONPATH": root},
    )
    assert len(list(tmp_path.glob("*/*.pdf"))) == 1
    living = PaperFolder(tmp_path)
    assert list(tmp_path.iterdir()) == [living.path]
    living.close()


def test_the_folder_of_a_living_process_stays(tmp_path: Path) -> None:
    first, second = PaperFolder(tmp_path), PaperFolder(tmp_path)
    assert first.path.exists()
    assert remove_orphans(tmp_path) == 0
    first.close()
    second.close()


def test_papers_are_made_in_memory_where_there_is_such_a_place() -> None:
    assert memory_folder() == Path(os.environ["XDG_RUNTIME_DIR"])
