"""Keeping a case durably, and bringing it to a real trial center."""

from __future__ import annotations

import io
import random
import sys
import tempfile
import time
import uuid
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from bench.figures import percentile, say
from center.protocol import CaseMessage
from kiosk.link.client import IN_THE_BACKGROUND, CenterClient
from kiosk.link.home import LinkHome
from kiosk.link.keys import DeviceKey
from kiosk.link.outbox import Outbox
from kiosk.link.sealing import Sealer
from kiosk.link.sender import Sender
from kiosk.log import json_log
from kiosk.simulated import Simulation

CASES = 100
KEEP_MS, SEND_MS = 500, 1000


def now() -> datetime:
    return datetime.now(UTC)


def message(case_id: str, message_id: str, receipt: str) -> CaseMessage:
    return CaseMessage.model_validate(
        {
            "case_id": case_id,
            "message_id": message_id,
            "kind": "submit",
            "services": ["report-problem"],
            "parts": [],
            "release": 1,
            "terminal": "QS01",
            "receipt": receipt,
            "made_at": now(),
            "people": {"subject": {"name": "示例·张大山", "number": "99010119440305011X", "how": "card"}},
            "answers": [],
            "papers": [],
            "pressed_by": "self",
        }
    )


def main() -> int:
    kept_ms, sent_ms = [], []
    with tempfile.TemporaryDirectory() as folder:
        simulation = Simulation(home=Path(folder), with_sender=False, pace=0.0)
        try:
            simulation.start()
            home = LinkHome(simulation.home)
            enrollment = home.enrollment()
            client = CenterClient(
                enrollment=enrollment, key=DeviceKey.load_or_make(home.device_key), patience=IN_THE_BACKGROUND
            )
            outbox = Outbox(home.outbox, clock=now)
            reply = enrollment.center
            sealer = Sealer(key_id=reply.key_id, seal_key=reply.seal_key)
            log = json_log(room="bench", stream=io.StringIO())
            sender = Sender(outbox=outbox, deliver=client.put_message, rng=random.Random(1), log=log)
            for _ in range(CASES):
                case_id, message_id = uuid.uuid4().hex, uuid.uuid4().hex
                began_s = time.perf_counter()
                outbox.keep(
                    case_id=case_id,
                    message_id=message_id,
                    terminal=reply.terminal,
                    sealer=sealer,
                    receipts_from=reply.receipts_from,
                    compose=partial(message, case_id, message_id),
                )
                kept_ms.append((time.perf_counter() - began_s) * 1000)
                began_s = time.perf_counter()
                assert sender.step() == 0.0
                sent_ms.append((time.perf_counter() - began_s) * 1000)
            outbox.close()
        finally:
            simulation.close()
    median = round(percentile(kept_ms, 0.5), 1)
    good = say("case_kept_ms_p95", percentile(kept_ms, 0.95), "ms", KEEP_MS, median=median, cases=CASES)
    median = round(percentile(sent_ms, 0.5), 1)
    good &= say("case_sent_ms_p95", percentile(sent_ms, 0.95), "ms", SEND_MS, median=median)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
