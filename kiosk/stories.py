"""A case that passes to a person: from the terminal over the slip to the desk, and back to the villager.

Every part is the real one: the terminal, its slip drawn by the trial printer, a picture of it that is blurred
and turned, a QR decoder, the desk's rooms on the center's own store, the receipt at the terminal's scanner.
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.core.screens import Check, Consent, Eligibility, Handoff, Papers, Progress, Question, Screen
from kiosk.demo import STORIES, WHO, answer_to, finish, lay_card, row_of
from kiosk.link.home import LinkHome
from kiosk.link.outbox import Outbox
from kiosk.simulated import Simulation
from kiosk.stage import PATIENCE_S, Stage, StageError

if TYPE_CHECKING:
    from center.app import Center
    from center.desk.people import Staff

ONLINE, OFFLINE = STORIES[:2]
ANSWERS_BEFORE_HELP = 1
LOOKS = 5
"""How often somebody looks again at a case that changed under their hands."""
TURNED_DEG, BLUR_PX = 4.0, 1.2


def play(story: str, stage: Stage, simulation: Simulation, paper: Path) -> dict[str, object]:
    """Plays a story.

    Args:
        story: `ONLINE` or `OFFLINE`.
        stage: The terminal.
        simulation: Everything around it.
        paper: Where its trial printers put their paper.

    Returns:
        What there is to tell of it.

    Raises:
        StageError: It did not go as it should.
    """
    relay = simulation.relay
    assert relay is not None
    begin_the_form(stage, simulation)
    relay.cut(cut=story == OFFLINE)
    presses, text = hand_over(stage, paper)
    relay.cut(cut=False)
    wanted = "KH1" if story == ONLINE else "KH2"
    if text.startswith("KH1:") is not (story == ONLINE):
        raise StageError(f"the slip should carry a {wanted} code")
    receipt, answers = finish_at_the_desk(simulation.home / "center", text)
    look_up(stage, simulation, receipt)
    if (cases := cases_there(simulation)) != 1:
        raise StageError(f"one case should be there, not {cases}")
    return {
        "code": wanted,
        "characters": len(text),
        "presses_to_slip": presses,
        "answers_taken_over": answers,
        "receipt": receipt,
    }


def begin_the_form(stage: Stage, simulation: Simulation) -> None:
    """80岁老人补贴, up to the question at which somebody gives up."""
    stage.touch()
    lay_card(stage, simulation, WHO)
    stage.press(row_of(stage.screen, "80岁老人补贴"))
    answered = 0
    while answered < ANSWERS_BEFORE_HELP:
        screen = stage.until(lambda screen: isinstance(screen, (Question, Eligibility, Papers)))
        if isinstance(screen, Question):
            stage.press(answer_to(screen))
            answered += 1
        else:
            stage.press("more" if "more" in screen.targets else "next")
    stage.until(lambda screen: isinstance(screen, (Question, Check, Consent)))


def hand_over(stage: Stage, paper: Path) -> tuple[int, str]:
    """找人帮我, 到窗口接着办; returns the presses, and what a scanner reads off a picture of the slip."""
    presses = stage.presses
    before = set(paper.rglob("*.pdf"))
    stage.press("help")
    stage.press("to-window")
    screen = stage.until(lambda screen: isinstance(screen, Handoff))
    assert isinstance(screen, Handoff)
    if screen.code:
        raise StageError("no slip came out")
    slips = sorted(set(paper.rglob("*.pdf")) - before)
    if not slips:
        raise StageError("no slip lies in the folder")
    presses = stage.presses - presses
    stage.press("finish")
    end(stage)
    return presses, read_slip(slips[-1])


def end(stage: Stage) -> None:
    """下一位请; nobody's data is left."""
    stage.until(lambda screen: "leave" in screen.targets)
    if stage.terminal.runtime.visit.people:
        raise StageError("somebody is still known")
    stage.press("leave")


def read_slip(pdf: Path) -> str:
    """What a phone reads off the slip: turned, blurred, grey."""
    import zxingcpp
    from PIL import Image, ImageFilter

    made = pdf.with_suffix("")
    command = ["pdftoppm", "-r", "203", "-gray", "-singlefile", str(pdf), str(made)]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    with Image.open(made.with_suffix(".pgm")) as image:
        seen = image.convert("L").rotate(TURNED_DEG, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    seen = seen.filter(ImageFilter.GaussianBlur(BLUR_PX))
    seen.save(made.with_name(f"{made.name}-photo.png"))
    made.with_suffix(".pgm").unlink()
    found = zxingcpp.read_barcodes(seen, formats=zxingcpp.BarcodeFormat.QRCode)  # type: ignore[arg-type]
    if not found:
        raise StageError("the picture of the slip can't be read")
    return found[0].text


def finish_at_the_desk(folder: Path, text: str) -> tuple[str, int]:
    """A member of the staff scans the slip, asks what is missing, and gets the case done.

    Args:
        folder: The center's data.
        text: What was scanned.

    Returns:
        The receipt number, and how many answers came along.
    """
    from center.cli import open_center

    center = open_center(folder, trial=True, public_url="http://127.0.0.1")
    try:
        return _at_the_desk(center, text)
    finally:
        center.close()


def cases_there(simulation: Simulation) -> int:
    """How many cases the center has, once everything that waited at the terminal has come."""
    from sqlalchemy import func, select

    from center.cli import open_center
    from center.tables import cases

    outbox = Outbox(LinkHome(simulation.home).outbox, clock=lambda: datetime.now(UTC))
    end_s = time.monotonic() + PATIENCE_S
    try:
        while outbox.depth().kept and time.monotonic() < end_s:
            time.sleep(0.1)
    finally:
        outbox.close()
    center = open_center(simulation.home / "center", trial=True, public_url="http://127.0.0.1")
    try:
        with center.store.read() as connection:
            return connection.scalar(select(func.count()).select_from(cases)) or 0
    finally:
        center.close()


def staff_of(center: Center) -> Staff:
    """Somebody at the window, with an account."""
    from center.desk.people import Staff, StaffRole

    who = Staff("W01", "示例·李干部", StaffRole.WINDOW, center.settings.townships[0].code, "023-0000 0100")
    if not any(one.code == who.code for one, _, _ in center.desk.accounts.everybody()):
        center.desk.accounts.add(who, password="shili-window-1")  # noqa: S106 - of a trial
    return who


def _at_the_desk(center: Center, text: str) -> tuple[str, int]:
    from center.desk.work import Handle
    from center.merging import Stage as CaseStage

    who, desk = staff_of(center), center.desk
    opened = center.handoffs.open_code(text, who)
    case_id = opened.draft.case_id
    _until_unchanged(lambda: _hand_in(center, case_id, who))
    _until_unchanged(
        lambda: desk.work.move(Handle(case_id, desk.open(case_id, who).case.version), who, CaseStage.DONE)
    )
    return opened.receipt, len(opened.draft.answers)


def _until_unchanged(act: Callable[[], None]) -> None:
    """Acts on the case as it is; if the terminal's own message comes in between, looks again."""
    from center.desk.errors import DeskError, DeskFault

    for _ in range(LOOKS):
        try:
            act()
        except DeskError as error:
            if error.fault is not DeskFault.CHANGED:
                raise
        else:
            return
    raise StageError("the case never stood still")


def _hand_in(center: Center, case_id: str, who: Staff) -> None:
    from center.desk.work import Handle, new_message_id
    from center.merging import Stage as CaseStage
    from center.protocol import Consent as Said
    from kiosk.core.cases import Answer

    found = center.desk.open(case_id, who)
    form = found.form
    for step in form.steps():
        if step.id not in form.journey.answers:
            form.journey.staff_edit(
                step.id, Answer(None, f"staff:{who.code}", confirmed=True, shown="当面问过")
            )
    form.consents = {part.id: Said.GIVEN for part in form.parts}
    message = form.to_message(message_id=new_message_id(), now=datetime.now(UTC), people=form.message.people)
    center.desk.work.hand_in(
        Handle(case_id, found.case.version), who, message, stage=CaseStage.ACCEPTED, promised_by=None
    )


def look_up(stage: Stage, simulation: Simulation, receipt: str) -> None:
    """The villager holds the number on the slip to the scanner: 办好了."""
    stage.touch()
    simulation.scanner.scan(receipt)

    def done(screen: Screen) -> bool:
        return isinstance(screen, Progress) and "办好了" in screen.headline.written

    stage.until(done)
    finish(stage)
