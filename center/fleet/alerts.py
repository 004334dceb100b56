"""Tells maintainers what fell ill and what is well again, by e-mail and webhook: each change once."""

from __future__ import annotations

import smtplib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Protocol

import requests

from center.fleet.fleet import Seen
from center.fleet.holds import Hold
from center.fleet.illness import Weight
from center.log import CenterEvent, Log
from center.settings import AlertSettings

EVERYWHERE = "全部机器"
_TIMEOUT_S = 10.0
_LOUD = (Weight.SILENT, Weight.BROKEN, Weight.RELEASE)


@dataclass(frozen=True)
class Alert:
    """Something fell ill, or is well again."""

    terminal: str
    what: str
    words: str
    well_again: bool = False

    def __str__(self) -> str:
        """A line for people."""
        return f"{self.terminal}：{self.words}{'（好了）' if self.well_again else ''}"


class Way(Protocol):
    """How alerts reach somebody."""

    def tell(self, alerts: Sequence[Alert]) -> None:
        """Tells them; raises OSError or requests.RequestException if it could not."""
        ...


@dataclass(frozen=True)
class Mail:
    """By e-mail, through a server that takes it without asking who we are (the county's own)."""

    server: str
    port: int
    sender: str
    recipients: tuple[str, ...]

    def tell(self, alerts: Sequence[Alert]) -> None:
        """One mail for all."""
        mail = EmailMessage()
        mail["Subject"] = f"自助机：{len(alerts)} 条消息"
        mail["From"] = self.sender
        mail["To"] = ", ".join(self.recipients)
        mail.set_content("\n".join(map(str, alerts)))
        with smtplib.SMTP(self.server, self.port, timeout=_TIMEOUT_S) as connection:
            connection.send_message(mail)


@dataclass(frozen=True)
class Webhook:
    """As JSON to an address."""

    url: str

    def tell(self, alerts: Sequence[Alert]) -> None:
        """One post for all."""
        body = [
            {"terminal": one.terminal, "what": one.what, "words": one.words, "well_again": one.well_again}
            for one in alerts
        ]
        requests.post(self.url, json={"alerts": body}, timeout=_TIMEOUT_S).raise_for_status()


class Alerts:
    """Tells what is new since the last look.

    What could not be told is told at the next look; what was told before a restart is told once more.
    """

    def __init__(self, *, ways: Iterable[Way], log: Log) -> None:
        self._ways = tuple(ways)
        self._log = log
        self._told: tuple[dict[tuple[str, str], str], ...] = tuple({} for _ in self._ways)

    def look(self, seen: Iterable[Seen], holds: Iterable[Hold] = ()) -> None:
        """One look; a way that fails does not stop the others."""
        now = {**stopped(holds), **ailing(seen)}
        for way, told in zip(self._ways, self._told, strict=True):
            alerts = news(told, now)
            if not alerts:
                continue
            try:
                way.tell(alerts)
            except (OSError, requests.RequestException, smtplib.SMTPException) as error:
                self._log.warning(
                    CenterEvent.ALERT_FAILED, way=type(way).__name__, fault=type(error).__name__
                )
                continue
            told.clear()
            told.update(now)


def ways_of(settings: AlertSettings) -> list[Way]:
    """The ways that a center's settings name."""
    ways: list[Way] = []
    if settings.mail is not None:
        mail = settings.mail
        ways.append(Mail(mail.server, mail.port, mail.sender, tuple(mail.recipients)))
    if settings.webhook is not None:
        ways.append(Webhook(settings.webhook))
    return ways


def stopped(holds: Iterable[Hold]) -> dict[tuple[str, str], str]:
    """The releases that are stopped: the first thing to tell."""
    return {
        (EVERYWHERE, f"held-{hold.seq}"): f"第 {hold.seq} 版停下来了，没装的不会再装：{hold.why}"
        for hold in holds
        if hold.lifted_at is None
    }


def ailing(seen: Iterable[Seen]) -> dict[tuple[str, str], str]:
    """Whatever somebody should be woken for: (terminal, fault) -> words."""
    return {
        (one.terminal, illness.what): illness.words
        for one in seen
        for illness in one.illnesses
        if illness.weight in _LOUD
    }


def news(before: dict[tuple[str, str], str], now: dict[tuple[str, str], str]) -> list[Alert]:
    """What is new between two looks."""
    fell = [Alert(*key, words) for key, words in now.items() if key not in before]
    rose = [Alert(*key, words, well_again=True) for key, words in before.items() if key not in now]
    return [*fell, *rose]
