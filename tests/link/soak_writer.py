"""Stands for the terminal in the soak test: hands in cases until it is killed, and notes what it told.

Arguments: the terminal's data folder, and the file that notes what a villager was told.
"""

from __future__ import annotations

import os
import sys
import threading
import uuid
from datetime import UTC, datetime
from pathlib import Path

from center.protocol import CaseMessage
from kiosk.link.home import LinkHome
from kiosk.link.outbox import CaseStatus, Outbox
from kiosk.link.sealing import Sealer

PAUSE_S = 0.1


def case(case_id: str, message_id: str, receipt: str, terminal: str) -> CaseMessage:
    return CaseMessage.model_validate(
        {
            "case_id": case_id,
            "message_id": message_id,
            "kind": "submit",
            "services": ["old-age-allowance"],
            "parts": [],
            "release": 1,
            "terminal": terminal,
            "receipt": receipt,
            "made_at": datetime.now(UTC),
            "people": {},
            "answers": [],
            "papers": [],
            "pressed_by": "self",
        }
    )


def main() -> None:
    home, notes = LinkHome(Path(sys.argv[1])), Path(sys.argv[2])
    told = os.open(notes, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    me = home.enrollment().center
    sealer = Sealer(key_id=me.key_id, seal_key=me.seal_key)
    outbox = Outbox(home.outbox, clock=lambda: datetime.now(UTC))
    lines = [line.split() for line in notes.read_text(encoding="utf-8").splitlines()]
    sent = {line[1] for line in lines if line[0] == "sent"}
    waiting = [line[1] for line in lines if line[0] == "kept" and line[1] not in sent]
    pause = threading.Event()
    while True:
        case_id, message_id = uuid.uuid4().hex, uuid.uuid4().hex

        def compose(receipt: str, case_id: str = case_id, message_id: str = message_id) -> CaseMessage:
            return case(case_id, message_id, receipt, me.terminal)

        kept = outbox.keep(
            case_id=case_id, message_id=message_id, terminal=me.terminal, sealer=sealer, compose=compose
        )
        os.write(told, f"kept {case_id} {kept.receipt}\n".encode())
        waiting.append(case_id)
        for one in list(waiting):
            if outbox.status(one) is CaseStatus.AT_CENTER:
                waiting.remove(one)
                os.write(told, f"sent {one}\n".encode())
        pause.wait(PAUSE_S)


if __name__ == "__main__":
    main()
