"""What a terminal without a network exports reaches the center on a stick, once, and only as it was."""

from __future__ import annotations

import base64
import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from center.cli import main
from center.desk.acts import Act
from center.errors import ExportError
from center.protocol import CaseMessage
from center.protocol.export import Export, SignedExport, export_text
from center.tables import cases
from kiosk.core.staff.acts import StaffAct, Task
from kiosk.link.home import LinkHome
from kiosk.link.keys import DeviceKey
from kiosk.link.outbox import Outbox
from kiosk.link.sealing import Sealer
from kiosk.staff.audit import AuditTrail
from kiosk.staffing import trail_file
from kiosk.tending import Machine
from tests.center.fleet.beats import beat
from tests.center.support import Terminal, Town, town

pytestmark = pytest.mark.whole


class Cut:
    """A terminal whose network is gone, with a stick in it, and its center."""

    def __init__(self, folder: Path, center: Town) -> None:
        self.town = center
        self.center_home = folder / "center"
        self.home = folder / "terminal"
        self.stick = folder / "stick"
        self.stick.mkdir()
        self.terminal = Terminal(center.http, center.clock)
        self.terminal.key = DeviceKey.load_or_make(LinkHome(self.home).device_key).signing
        code = center.center.enrolling.give_code(terminal="QS02", township="990101")
        assert self.terminal.enroll(code).status_code == 200
        self.outbox = Outbox(LinkHome(self.home).outbox, clock=center.clock)
        self.trail = AuditTrail(
            trail_file(self.home), clock=lambda: datetime.now(UTC), monotonic_s=lambda: 0.0
        )

    def close(self) -> None:
        self.outbox.close()
        self.trail.close()

    def keep(self, **changes: Any) -> CaseMessage:
        me = self.terminal.me
        assert me is not None
        made = self.terminal.message(**changes)

        def compose(receipt: str) -> CaseMessage:
            nonlocal made
            made = made.model_copy(update={"receipt": receipt})
            return made

        self.outbox.keep(
            case_id=made.case_id,
            message_id=made.message_id,
            terminal="QS02",
            sealer=Sealer(key_id=me.key_id, seal_key=me.seal_key),
            compose=compose,
        )
        return made

    def export(self) -> Path:
        parts: Any = None
        self.trail.append(StaffAct.EXPORTED, who=("M01", "W01"))
        machine = Machine(
            home=self.home,
            terminal="QS02",
            parts=parts,
            trail=self.trail,
            release=lambda: parts,
            restart=lambda: None,
            sticks=lambda: [self.stick],
        )
        assert machine.do(Task.EXPORT).ok
        (folder,) = self.stick.iterdir()
        return folder

    def damaged(self, folder: Path, name: str) -> None:
        """The file was no database when the terminal signed it."""
        (folder / name).write_bytes(b"no database at all")
        signed = SignedExport.model_validate_json((folder / "export.json").read_bytes())
        export = Export.model_validate_json(signed.export)
        digest = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        changed = export.model_copy(update={"files": {**export.files, name: digest}}).model_dump_json()
        signature = self.terminal.key.sign(export_text(changed)).signature
        again = SignedExport(export=changed, signature=base64.b64encode(signature).decode())
        (folder / "export.json").write_text(again.model_dump_json())

    def tell_head(self, head: str) -> None:
        told = beat(self.town.clock.now, audit_head=head).model_dump_json()
        self.terminal.send("POST", "/v1/heartbeats", told.encode())

    def cases(self) -> int:
        with self.town.center.store.read() as connection:
            return connection.scalar(select(func.count()).select_from(cases)) or 0


@pytest.fixture(name="cut")
def _cut(tmp_path: Path) -> Iterator[Cut]:
    with town(tmp_path / "center") as center:
        (tmp_path / "center" / "trial").touch()
        cut = Cut(tmp_path, center)
        yield cut
        cut.close()


def test_what_lies_on_the_stick_reaches_the_center_and_counts_once(cut: Cut) -> None:
    first, second = cut.keep(), cut.keep()
    folder = cut.export()
    stick = cut.town.center.stick
    found = stick.take_in(folder, by="W01")
    assert (found.new, found.known, found.refused, found.trail_is_whole) == (2, 0, (), True)
    assert cut.cases() == 2
    again = stick.take_in(folder, by="W01")
    assert (again.new, again.known, cut.cases()) == (0, 2, 2)
    waiting = cut.outbox.waiting(first.case_id, first.message_id)
    assert waiting is not None
    answer = cut.terminal.put(first, waiting.body)  # the network is back
    assert (answer.status_code, answer.json()["replayed"]) == (200, True)
    assert answer.json()["receipt"] == first.receipt != second.receipt
    acts = cut.town.center.desk.acts.of_area("990101")
    assert [(act.act, act.code, act.detail) for act in acts if act.act is Act.STICK_TAKEN_IN] == [
        (Act.STICK_TAKEN_IN, "W01", "QS02 新收0件，早有2件，没收0件"),
        (Act.STICK_TAKEN_IN, "W01", "QS02 新收2件，早有0件，没收0件"),
    ]


def test_the_trail_is_kept_at_the_center_and_held_against_what_was_told(cut: Cut) -> None:
    cut.trail.append(StaffAct.UNLOCKED, who=("M01",))
    cut.tell_head(cut.trail.head)
    found = cut.town.center.stick.take_in(cut.export(), by="W01")
    assert found.trail_is_whole
    assert [path.name for path in found.trail.iterdir()] == ["audit.sqlite"], "nobody's case in it"
    with closing(sqlite3.connect(found.trail / "audit.sqlite")) as kept:
        assert kept.execute("SELECT count(*) FROM audit").fetchone() == (2,)
    cut.tell_head("e" * 64)
    (folder,) = cut.stick.iterdir()
    assert not cut.town.center.stick.take_in(folder, by="W01").trail_is_whole


def test_an_entry_that_was_changed_at_the_terminal_is_noticed(cut: Cut) -> None:
    cut.trail.append(StaffAct.ERASED, who=("M01", "W01"))
    with closing(sqlite3.connect(trail_file(cut.home), isolation_level=None)) as file:
        file.execute("DROP TRIGGER audit_keeps")
        file.execute("UPDATE audit SET body = replace(body, 'erased', 'opened')")
    assert not cut.town.center.stick.take_in(cut.export(), by="W01").trail_is_whole


@pytest.mark.parametrize("name", ["outbox.sqlite", "audit.sqlite"])
def test_what_was_changed_on_its_way_is_not_taken(cut: Cut, name: str) -> None:
    cut.keep()
    folder = cut.export()
    with (folder / name).open("ab") as file:
        file.write(b"x")
    with pytest.raises(ExportError, match=f"{name} was changed"):
        cut.town.center.stick.take_in(folder, by="W01")
    (folder / name).unlink()
    with pytest.raises(ExportError, match=f"{name} is missing"):
        cut.town.center.stick.take_in(folder, by="W01")
    assert cut.cases() == 0


def test_only_what_a_terminal_of_this_center_signed_is_taken(cut: Cut) -> None:
    cut.keep()
    folder = cut.export()
    stick, signed = cut.town.center.stick, (folder / "export.json").read_text()
    (folder / "export.json").write_text(signed.replace("QS02", "QS01"))
    with pytest.raises(ExportError, match="QS01 did not sign"):
        stick.take_in(folder, by="W01")
    (folder / "export.json").write_text(signed.replace("QS02", "QS77"))
    with pytest.raises(ExportError, match="QS77 is no terminal"):
        stick.take_in(folder, by="W01")
    (folder / "export.json").write_text(signed)
    with pytest.raises(ExportError, match="holds no export"):
        stick.take_in(cut.stick, by="W01")
    cut.town.center.enrolling.revoke("QS02")
    with pytest.raises(ExportError, match="is no terminal"):
        stick.take_in(folder, by="W01")
    assert cut.cases() == 0


def test_a_message_that_the_center_does_not_take_stops_no_other(cut: Cut) -> None:
    bad = cut.keep()
    good = cut.keep()
    with closing(sqlite3.connect(LinkHome(cut.home).outbox, isolation_level=None)) as outbox:
        body = base64.b64encode(b"not sealed to anybody at all, for sure").decode()
        text = f'{{"alg": 1, "key_id": "t990101-0001", "ciphertext": "{body}"}}'
        outbox.execute("UPDATE messages SET body = ? WHERE case_id = ?", (text.encode(), bad.case_id))
    found = cut.town.center.stick.take_in(cut.export(), by="W01")
    assert (found.new, found.refused) == (1, ((bad.receipt, "wrong_envelope"),))
    assert found.refused[0][0] != good.receipt


def test_a_damaged_trail_keeps_no_case_back_and_is_told(cut: Cut) -> None:
    cut.keep()
    folder = cut.export()
    cut.damaged(folder, "audit.sqlite")
    found = cut.town.center.stick.take_in(folder, by="W01")
    assert (found.new, found.trail_is_whole) == (1, False)
    acts = cut.town.center.desk.acts.of_area("990101")
    assert [act.detail for act in acts if act.act is Act.STICK_TAKEN_IN] == ["QS02 新收1件，早有0件，没收0件"]


def test_of_a_damaged_outbox_nothing_is_taken(cut: Cut) -> None:
    cut.keep()
    folder = cut.export()
    cut.damaged(folder, "outbox.sqlite")
    with pytest.raises(ExportError, match="no outbox"):
        cut.town.center.stick.take_in(folder, by="W01")
    assert not list((cut.center_home / "exports").iterdir())


def test_a_kept_trail_goes_when_the_record_of_the_desk_goes(cut: Cut) -> None:
    trail = cut.town.center.stick.take_in(cut.export(), by="W01").trail
    made_at = datetime.strptime(trail.name, "QS02-%Y%m%d-%H%M%S").replace(tzinfo=UTC)
    cut.town.clock.now = made_at + timedelta(days=cut.town.center.settings.retention.desk_acts_days - 1)
    assert cut.town.center.erasing.run()["exports"] == 0
    assert trail.exists()
    cut.town.clock.on(days=2)
    assert cut.town.center.erasing.run()["exports"] == 1
    assert not trail.exists()


def test_the_command_says_what_came_of_it(cut: Cut, capsys: pytest.CaptureFixture[str]) -> None:
    cut.keep()
    folder = cut.export()
    arguments = ["take-in", "--trial", "--data", str(cut.center_home), str(folder), "--by", "W01"]
    assert main(arguments) == 0
    told = capsys.readouterr().out
    assert "new: 1\nknown before: 0\nrefused: 0\n" in told
    assert str(cut.center_home / "exports") in told
    cut.tell_head("e" * 64)
    assert main(arguments) == 1
    assert "the trail lacks" in capsys.readouterr().out
