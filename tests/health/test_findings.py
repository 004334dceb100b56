"""What the self-test comes to: the worse word counts, and what is not wanted is not ill."""

from __future__ import annotations

from dataclasses import replace

from kiosk.core.screens import PaperState
from kiosk.core.standing import PartTested
from kiosk.health.checks import Check
from kiosk.health.findings import Finding, Health, Live, Printer, findings, ill

WELL = Live(
    Printer(wanted=True),
    Printer(wanted=True),
    slip=PaperState.DONE,
    reader=True,
    speaks=True,
    listens=True,
    center=True,
)


def by_part(live: Live, *checks: Check) -> dict[PartTested, Finding]:
    return {one.part: one for one in findings(checks, live)}


def test_all_is_well() -> None:
    found = by_part(WELL, Check("disk", True, "9 MB"), Check("clock", True, ""))
    assert {one.health for one in found.values()} == {Health.WORKS}
    assert ill(found.values()) == ()


def test_the_worst_comes_first_and_counts() -> None:
    found = findings(
        [Check("speech", "limited", "x", "do"), Check("listening", False, "y", "do that")],
        replace(WELL, center=False),
    )
    assert [one.part for one in found[:2]] == [PartTested.VOICE, PartTested.CENTER]
    assert found[0] == Finding(PartTested.VOICE, Health.BROKEN, "listening", "do that")


def test_no_paper_is_told_of_paper_and_printer() -> None:
    found = by_part(replace(WELL, slip=None, slip_printer=Printer(wanted=True, fault="no_paper")))
    assert found[PartTested.PAPER].health is Health.BROKEN
    assert found[PartTested.SLIP_PRINTER].reason == "no-paper"


def test_a_slip_that_does_not_come_out_is_a_broken_printer_whatever_it_says() -> None:
    found = by_part(replace(WELL, slip=PaperState.FAILED, slip_fault="jam"))
    assert found[PartTested.SLIP_PRINTER] == Finding(
        PartTested.SLIP_PRINTER, Health.BROKEN, "jam", found[PartTested.SLIP_PRINTER].way_out
    )


def test_a_printer_that_cannot_say_is_not_called_broken() -> None:
    found = by_part(replace(WELL, slip=PaperState.UNKNOWN))
    assert found[PartTested.SLIP_PRINTER].health is Health.LIMITED


def test_what_the_terminal_does_not_have_is_not_ill() -> None:
    found = by_part(
        Live(Printer(wanted=False, fault="no_queue"), Printer(wanted=False)),
        Check("card_reader", "limited", "none", ""),
    )
    assert found[PartTested.PRINTER].health is Health.ABSENT
    assert found[PartTested.CARD_READER].health is Health.ABSENT
    assert PartTested.CENTER not in found
    assert ill(found.values()) == ()


def test_cases_that_do_not_get_away_are_ill() -> None:
    assert ill(findings([], replace(WELL, stuck=2))) == (PartTested.OUTBOX,)
